import { expect, it } from 'vitest';
import { directionOf, languageName, languages, preferred } from './language';

it('takes the first language asked for that Albumen speaks', () => {
  expect(preferred(['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(preferred(['EN-gb', 'de'])).toBe('en');
  expect(preferred(['de'])).toBe('de');
});

it('speaks English to all others', () => {
  expect(preferred([])).toBe('en');
  expect(preferred(['zh-Hant-TW', ''])).toBe('en');
});

it('speaks English and German', () => {
  expect([...languages].sort()).toEqual(['de', 'en']);
});

it('knows which languages are written from the right', () => {
  expect(['en', 'de', 'ja', 'tr'].map(directionOf)).toEqual(['ltr', 'ltr', 'ltr', 'ltr']);
  expect(['ar', 'he', 'fa', 'ur'].map(directionOf)).toEqual(['rtl', 'rtl', 'rtl', 'rtl']);
});

it('calls languages by their own names', () => {
  expect(['en', 'de', 'fr'].map(languageName)).toEqual(['English', 'Deutsch', 'Français']);
});
