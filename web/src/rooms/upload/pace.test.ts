import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace } from './pace';

/** Lets a line work for so many seconds; `rate` says how many bytes per second go with so many at once. */
function work(pace: Pace, seconds: number, rate: (atOnce: number) => number): number[] {
  const seen: number[] = [];
  for (let now = 0; now < seconds * 1000; now += 250) {
    pace.add(rate(pace.atOnce) / 4, 0, now, true);
    seen.push(pace.atOnce);
  }
  return seen;
}

describe('Pace', () => {
  it('goes up where each more brings as much as the first', () => {
    expect(work(new Pace(3, 6), 60, (atOnce) => atOnce * 1e6).at(-1)).toBe(6);
  });

  it('comes back where more brings nothing, and stays there most of the time', () => {
    const seen = work(new Pace(3, 6), 300, () => 5e6);
    expect(seen.filter((atOnce) => atOnce <= 4).length / seen.length).toBeGreaterThan(0.8);
  });

  it('never leaves its bounds, whatever the line does', () => {
    const step = fc.record({
      bytes: fc.nat(1e8),
      files: fc.nat(5),
      wait: fc.nat(9000),
      full: fc.boolean(),
      trouble: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(4), fc.array(step), (least, more, steps) => {
        const pace = new Pace(least, least + more);
        let now = 0;
        for (const { bytes, files, wait, full, trouble } of steps) {
          if (trouble) pace.trouble();
          pace.add(bytes, files, (now += wait), full);
          expect(pace.atOnce).toBeGreaterThanOrEqual(least);
          expect(pace.atOnce).toBeLessThanOrEqual(least + more);
        }
      }),
    );
  });

  it('is careful after trouble', () => {
    const pace = new Pace(3, 6);
    work(pace, 60, (atOnce) => atOnce * 1e6);
    pace.trouble();
    expect(pace.atOnce).toBe(3);
  });
});
