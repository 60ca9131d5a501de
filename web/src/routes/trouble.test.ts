import { expect, it } from 'vitest';
import { detailsOf, isPartMissing, pause, withoutSecrets } from './trouble';

it('tells no secrets', () => {
  const said = withoutSecrets(
    'GET https://photos.example.org/media/1/ab/grid.webp?e=17&s=SIGNATURE failed (alb_Zm9vYmFy) for ann@example.org at /setup?token=TOKEN',
  );
  for (const secret of ['SIGNATURE', 'TOKEN', 'Zm9vYmFy', 'ann@']) expect(said).not.toContain(secret);
  expect(said).toContain('https://photos.example.org/media/1/ab/grid.webp failed');
  expect(said).toContain('at /setup');
});

it('tells where it broke', () => {
  const error = new Error('It broke.');
  const told = detailsOf(error, { path: '/photos/1', agent: 'A Browser', at: new Date('2026-01-02T03:04:05Z') });
  expect(told).toMatch(/^2026-01-02T03:04:05.000Z \/photos\/1\nA Browser\nError: It broke\./);
  expect(told.split('\n').length).toBeLessThanOrEqual(14);
  expect(detailsOf('a word', { path: '/', agent: '', at: new Date(0) })).toContain('a word');
});

it('knows when a part of the program is missing', () => {
  expect(isPartMissing(new TypeError('Failed to fetch dynamically imported module: https://x/y.js'))).toBe(true);
  expect(isPartMissing(new TypeError('Importing a module script failed.'))).toBe(true);
  expect(isPartMissing(new TypeError('x is not a function'))).toBe(false);
});

it('looks again soon at first, then twice a minute', () => {
  expect([0, 1, 2, 3, 4, 9].map(pause)).toEqual([2, 4, 8, 16, 30, 30]);
});
