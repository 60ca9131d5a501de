import { expect, it } from 'vitest';
import { besideGone } from './landing';

it('goes on with the next photo that stays, at the end with the one before', () => {
  const row = ['a', 'b', 'c', 'd'];
  expect(besideGone(row, 'b', new Set(['b']))).toBe('c');
  expect(besideGone(row, 'b', new Set(['b', 'c']))).toBe('d');
  expect(besideGone(row, 'd', new Set(['d', 'c']))).toBe('b');
  expect(besideGone(row, 'a', new Set(row))).toBeNull();
});
