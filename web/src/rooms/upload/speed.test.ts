import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Speed } from './speed';

describe('Speed', () => {
  it('tells a steady stream from its beginning on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1e8 }), fc.integer({ min: 20, max: 400 }), (rate, step) => {
        const speed = new Speed();
        speed.add(0, 0);
        for (let now = step; now <= 20_000; now += step) {
          speed.add((rate * step) / 1000, now);
          const told = speed.rate(now);
          if (now > 2000) expect(Math.abs((told ?? 0) - rate) / rate).toBeLessThan(0.1);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is never below zero, whatever is taken back, and fades when nothing goes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -1e7, max: 1e7 }), fc.nat(5000)), { minLength: 1 }), (steps) => {
        const speed = new Speed();
        let now = 0;
        for (const [bytes, wait] of steps) {
          speed.add(bytes, (now += wait));
          expect(speed.rate(now) ?? 0).toBeGreaterThanOrEqual(0);
        }
        expect(speed.rate(now + 600_000)).toBeLessThan(1);
      }),
    );
  });

  it('says nothing too early, nor how long nothing will take', () => {
    const speed = new Speed();
    expect(speed.rate(0)).toBeNull();
    speed.add(1000, 0);
    expect(speed.rate(100)).toBeNull();
    expect(speed.left(1000, 1_000_000)).toBeNull();
    speed.rest();
    expect(speed.rate(2000)).toBeNull();
  });
});
