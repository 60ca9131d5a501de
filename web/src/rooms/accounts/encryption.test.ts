import { describe, expect, it } from 'vitest';
import { isExposed } from './encryption';

const at = (url: string): boolean => isExposed(new URL(url));

describe('isExposed', () => {
  it.each([
    'http://192.168.1.4:8000/',
    'http://photos.example.org/',
    'http://localhost.example.org/',
    'http://[fe80::1]/',
    'http://127.example.org',
  ])('warns at %s', (url) => expect(at(url)).toBe(true));

  it.each([
    'https://photos.example.org/',
    'https://192.168.1.4/',
    'http://localhost:8000/',
    'http://127.0.0.1/',
    'http://127.8.9.1/',
    'http://[::1]:80/',
    'http://albumen.localhost/',
  ])('is silent at %s', (url) => expect(at(url)).toBe(false));
});
