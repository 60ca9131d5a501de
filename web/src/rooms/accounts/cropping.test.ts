import { expect, it } from 'vitest';
import { moved, sentSide, within } from './cropping';

it('moves the picture against the arrow, as one looks around', () => {
  expect(moved({ x: 0, y: 0 }, 'ArrowRight', false)).toEqual({ x: -12, y: 0 });
  expect(moved({ x: 5, y: 5 }, 'ArrowUp', true)).toEqual({ x: 5, y: 53 });
  expect(moved({ x: 0, y: 0 }, 'Tab', false)).toBeNull();
});

it('stops where the picture ends', () => {
  const shown = { width: 400, height: 300 };
  expect(within({ x: 500, y: -500 }, shown, 1)).toEqual({ x: 50, y: 0 });
  expect(within({ x: -500, y: 500 }, shown, 2)).toEqual({ x: -250, y: 150 });
  expect(within({ x: 10, y: -10 }, shown, 2)).toEqual({ x: 10, y: -10 });
});

it('never blows anything up', () => {
  expect(sentSide({ x: 0, y: 0, width: 300.4, height: 300.4 })).toBe(300);
  expect(sentSide({ x: 0, y: 0, width: 4000, height: 4000 })).toBe(1024);
  expect(sentSide({ x: 0, y: 0, width: 0.2, height: 0.2 })).toBe(1);
});
