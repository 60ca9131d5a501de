import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameAt, frameScale } from './storyboard';

const board = { url: '/x', columns: 10, frames: 25, width: 160, height: 90 };

describe('storyboard', () => {
  it('goes row by row through the time', () => {
    expect(frameAt(board, 0)).toEqual({ x: 0, y: 0 });
    expect(frameAt(board, 0.0399)).toEqual({ x: 0, y: 0 });
    expect(frameAt(board, 0.041)).toEqual({ x: 160, y: 0 });
    expect(frameAt(board, 0.41)).toEqual({ x: 0, y: 90 });
    expect(frameAt(board, 1)).toEqual({ x: 4 * 160, y: 180 });
  });

  it('never leaves the picture', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 2, noNaN: true }), fc.integer({ min: 1, max: 100 }), (part, frames) => {
        const { x, y } = frameAt({ ...board, frames }, part);
        expect((y / 90) * 10 + x / 160).toBeLessThan(frames);
        expect(x >= 0 && y >= 0).toBe(true);
      }),
    );
  });

  it('is shown in one size, standing or lying', () => {
    expect(frameScale(board) * 160).toBe(160);
    expect(frameScale({ ...board, width: 90, height: 160 }, 120) * 160).toBe(120);
  });
});
