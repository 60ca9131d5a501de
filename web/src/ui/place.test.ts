import fc from 'fast-check';
import { expect, it } from 'vitest';
import { beside, type Side } from './place';

const SCREEN = { width: 400, height: 800 };
const TIP = { width: 100, height: 30 };

it.each<[Side, { x: number; y: number }]>([
  ['top', { x: 170, y: 364 }],
  ['bottom', { x: 170, y: 446 }],
  ['left', { x: 94, y: 405 }],
  ['right', { x: 246, y: 405 }],
])('stands at the %s', (side, corner) =>
  expect(beside({ x: 200, y: 400, width: 40, height: 40 }, TIP, side, SCREEN)).toEqual(corner),
);

it('goes across where there is no room', () => {
  expect(beside({ x: 200, y: 10, width: 40, height: 40 }, TIP, 'top', SCREEN).y).toBe(56);
  expect(beside({ x: 350, y: 400, width: 40, height: 40 }, TIP, 'right', SCREEN).x).toBe(244);
});

it('is always wholly on the screen', () => {
  const part = fc.integer({ min: -50, max: 900 });
  fc.assert(
    fc.property(part, part, fc.constantFrom<Side>('top', 'right', 'bottom', 'left'), (x, y, side) => {
      const corner = beside({ x, y, width: 40, height: 40 }, TIP, side, SCREEN);
      expect(corner.x).toBeGreaterThanOrEqual(0);
      expect(corner.y).toBeGreaterThanOrEqual(0);
      expect(corner.x + TIP.width).toBeLessThanOrEqual(SCREEN.width);
      expect(corner.y + TIP.height).toBeLessThanOrEqual(SCREEN.height);
    }),
  );
});
