import { expect, it } from 'vitest';
import { speedAt } from './autoscroll';

it('stands still away from the edges, is faster the nearer they are, and never faster than at them', () => {
  expect([90, 400, 710].map((y) => speedAt(y, 800))).toEqual([0, 0, 0]);
  expect(speedAt(45, 800)).toBeCloseTo(-0.8);
  expect(speedAt(755, 800)).toBeCloseTo(0.8);
  expect([0, -300].map((y) => speedAt(y, 800))).toEqual([-1.6, -1.6]);
  expect([800, 2000].map((y) => speedAt(y, 800))).toEqual([1.6, 1.6]);
});
