import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actualScale, fit, mostScale, reach, rubber, settle, stretch, turned, WHOLE, zoomAt } from './view';

const size = fc.record({ width: fc.integer({ min: 20, max: 12_000 }), height: fc.integer({ min: 20, max: 12_000 }) });
const stage = fc.record({ width: fc.integer({ min: 300, max: 3000 }), height: fc.integer({ min: 300, max: 2000 }) });
const number = fc.double({ min: -5000, max: 5000, noNaN: true });

describe('fit', () => {
  it('shows the whole picture in its own shape and never larger than it is', () => {
    fc.assert(
      fc.property(size, stage, (picture, room) => {
        const fitted = fit(picture, room);
        expect(fitted.width).toBeLessThanOrEqual(room.width + 1e-6);
        expect(fitted.height).toBeLessThanOrEqual(room.height + 1e-6);
        expect(fitted.width).toBeLessThanOrEqual(picture.width + 1e-6);
        expect(fitted.width / fitted.height).toBeCloseTo(picture.width / picture.height, 6);
      }),
    );
  });
});

describe('settle', () => {
  it('leaves no gap that the picture could fill', () => {
    fc.assert(
      fc.property(
        size,
        stage,
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        number,
        number,
        (picture, room, scale, x, y) => {
          const view = settle({ scale, x, y }, picture, room);
          const fitted = fit(picture, room);
          for (const [length, space, offset] of [
            [fitted.width * view.scale, room.width, view.x],
            [fitted.height * view.scale, room.height, view.y],
          ] as const) {
            if (length <= space) expect(Math.abs(offset)).toBe(0);
            else expect(length / 2 - Math.abs(offset)).toBeGreaterThanOrEqual(space / 2 - 1e-6);
          }
          expect(view.scale).toBeGreaterThanOrEqual(1);
          expect(view.scale).toBeLessThanOrEqual(mostScale(picture, room));
        },
      ),
    );
  });

  it('is settled after once', () => {
    fc.assert(
      fc.property(size, stage, number, number, (picture, room, x, y) => {
        const once = settle({ scale: 2, x, y }, picture, room);
        expect(settle(once, picture, room)).toEqual(once);
      }),
    );
  });
});

describe('zoomAt', () => {
  it('keeps the point under the pointer', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 20, noNaN: true }), number, number, (scale, x, y) => {
        const view = zoomAt(WHOLE, scale, x, y);
        // The point of the picture that was at (x, y) is drawn at view + point × scale.
        expect(view.x + x * scale).toBeCloseTo(x, 5);
        expect(view.y + y * scale).toBeCloseTo(y, 5);
      }),
    );
  });

  it('comes back', () => {
    const there = zoomAt(WHOLE, 3, 120, -40);
    const back = zoomAt(there, 1, 120, -40);
    expect(back.x).toBeCloseTo(0, 9);
    expect(back.y).toBeCloseTo(0, 9);
  });
});

describe('stretch', () => {
  it('changes nothing within the edges, and follows beyond them less and less', () => {
    fc.assert(
      fc.property(
        size,
        stage,
        fc.double({ min: 0.2, max: 60, noNaN: true }),
        number,
        number,
        (picture, room, scale, x, y) => {
          const felt = stretch({ scale, x, y }, picture, room);
          if (scale >= 1 && scale <= mostScale(picture, room)) expect(felt.scale).toBe(scale);
          expect(felt.scale).toBeGreaterThan(0.4);
          expect(felt.scale).toBeLessThan(mostScale(picture, room) * 1.6);
          const edge = reach(felt.scale, picture, room);
          expect(Math.abs(felt.x)).toBeLessThanOrEqual(edge.x + room.width * 0.55 + 1e-6);
          expect(Math.abs(felt.y)).toBeLessThanOrEqual(edge.y + room.height * 0.55 + 1e-6);
          const within = settle({ scale, x, y }, picture, room);
          const same = stretch(within, picture, room);
          for (const key of ['scale', 'x', 'y'] as const) expect(same[key]).toBeCloseTo(within[key], 9);
        },
      ),
    );
  });

  it('is steady: pulled further, it never comes back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 900, noNaN: true }),
        (over, more) => {
          expect(rubber(over + more, 400)).toBeGreaterThanOrEqual(rubber(over, 400));
          expect(rubber(over, 400)).toBeLessThanOrEqual(over * (1 + 1e-9));
          expect(rubber(-over, 400)).toBeCloseTo(-rubber(over, 400), 9);
        },
      ),
    );
  });
});

describe('turned', () => {
  it('lies on its side after one quarter and is itself after two', () => {
    const picture = { width: 30, height: 20 };
    expect(turned(picture, 1)).toEqual({ width: 20, height: 30 });
    expect(turned(picture, -1)).toEqual({ width: 20, height: 30 });
    expect(turned(picture, 2)).toEqual(picture);
  });
});

describe('actualScale', () => {
  it('shows one pixel on one of the screen', () => {
    const [picture, room] = [
      { width: 4000, height: 3000 },
      { width: 1000, height: 1000 },
    ];
    expect(fit(picture, room).width * actualScale(picture, room, 2) * 2).toBe(4000);
  });
});
