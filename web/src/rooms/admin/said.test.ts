import { expect, it } from 'vitest';
import { said } from './said';

const check = (name: string, ok: boolean, value: number | null): Parameters<typeof said>[0] => ({
  name,
  ok,
  value,
  detail: 'As the server says it.',
});

it('says a number in words', () => {
  expect(said(check('worker', true, 1), null)).toBe('A worker runs.');
  expect(said(check('worker', false, 0), null)).toBe('No worker runs.');
  expect(said(check('queue', true, 0), null)).toBe('No job waits.');
  expect(said(check('queue', false, 7300), null)).toBe('The oldest job has waited for 2 hours.');
  expect(said(check('connections', true, 12), 60)).toBe('12 of 60 connections are open.');
  expect(said(check('backup', false, null), null)).toBe('There was no backup yet.');
  expect(said(check('originals', false, 3), null)).toBe('3 originals are missing.');
});

it('leaves to the server what no number tells', () => {
  expect(said(check('storage', false, null), null)).toBe('As the server says it.');
  expect(said(check('originals', false, null), null)).toBe('As the server says it.');
  expect(said(check('of a newer server', false, 1), null)).toBe('As the server says it.');
});
