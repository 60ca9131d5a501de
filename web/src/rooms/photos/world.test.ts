import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseFor, heightOf, MOST } from './world';

const totals = fc.integer({ min: 0, max: 120_000_000 });

describe('baseFor', () => {
  it('never makes a page that is too high, and always shows what is asked for', () => {
    fc.assert(
      fc.property(
        totals,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 1e8 }),
        (total, part, old) => {
          const y = part * total;
          const base = baseFor(y, old, total);
          expect(heightOf(total)).toBeLessThanOrEqual(MOST);
          expect(base).toBeGreaterThanOrEqual(0);
          expect(base + heightOf(total)).toBeLessThanOrEqual(total);
          expect(y - base).toBeGreaterThanOrEqual(0);
          expect(y - base).toBeLessThanOrEqual(heightOf(total));
        },
      ),
    );
  });

  it('leaves the page where it is while the reader is far from its ends', () => {
    fc.assert(
      fc.property(totals, fc.double({ min: 0, max: 1, noNaN: true }), (total, part) => {
        const base = baseFor(part * total, 0, total);
        expect(baseFor(part * total, base, total)).toBe(base);
      }),
    );
  });

  it('makes every step of the wheel the same, from one end of a million photos to the other and back', () => {
    const total = 47_300_000;
    let base = 0;
    let physical = 0;
    const real = (): number => base + physical;
    const scroll = (step: number): void => {
      // What a browser does: it ends at the ends of the page.
      physical = Math.max(0, Math.min(heightOf(total) - 900, physical + step));
      const y = real();
      base = baseFor(y, base, total);
      physical = y - base;
    };
    for (const step of [700_000, -700_000]) {
      for (;;) {
        const before = real();
        scroll(step);
        const moved = real() - before;
        if (Math.abs(moved) < Math.abs(step)) break;
        expect(moved).toBe(step);
      }
      expect(real()).toBe(step > 0 ? total - 900 : 0);
    }
  });
});
