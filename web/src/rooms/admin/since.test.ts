import { expect, it } from 'vitest';
import { since } from './since';

it('looks back by days', () => {
  const now = Date.parse('2026-03-31T12:00:00Z');
  expect(since('day', now)).toBe('2026-03-30T12:00:00.000Z');
  expect(since('week', now)).toBe('2026-03-24T12:00:00.000Z');
  expect(since('month', now)).toBe('2026-03-01T12:00:00.000Z');
  expect(since('any', now)).toBeUndefined();
});
