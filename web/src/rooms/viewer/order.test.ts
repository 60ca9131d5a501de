import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexAt, shuffled } from './order';

describe('order', () => {
  it('shuffles so that each comes exactly once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.integer(), (count, seed) => {
        const all = Array.from({ length: count }, (_, index) => shuffled(index, count, seed));
        expect([...all].sort((a, b) => a - b)).toEqual(all.map((_, index) => index));
      }),
      { numRuns: 60 },
    );
  });

  it('is another order for another seed, and no order at all', () => {
    const order = (seed: number): number[] => Array.from({ length: 100 }, (_, index) => shuffled(index, 100, seed));
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
    const neighbours = order(1).filter((value, index) => value === (order(1)[index - 1] ?? -9) + 1);
    expect(neighbours.length).toBeLessThan(10);
  });

  it('knows its way in a hundred thousand', () => {
    const seen = new Set(Array.from({ length: 100_000 }, (_, index) => shuffled(index, 100_000, 42)));
    expect(seen.size).toBe(100_000);
  });

  it('begins with the photo that was looked at, and shows each once before any comes again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        fc.boolean(),
        fc.integer(),
        fc.nat(),
        (count, shuffle, repeat, seed, start) => {
          const course = { count, shuffle, repeat, seed, first: start % count };
          expect(indexAt(0, course)).toBe(course.first);
          const round = Array.from({ length: count }, (_, step) => indexAt(step, course));
          expect(new Set(round).size).toBe(count);
          if (!repeat) expect([indexAt(count, course), indexAt(-1, course)]).toEqual([null, null]);
          else
            for (const from of [count, -count]) {
              const next = Array.from({ length: count }, (_, step) => indexAt(from + step, course));
              expect(new Set(next).size).toBe(count);
              expect(next).not.toContain(null);
            }
        },
      ),
    );
  });

  it('is over at once when there is nothing', () => {
    expect(indexAt(0, { count: 0, shuffle: true, repeat: true, seed: 1, first: 0 })).toBeNull();
  });
});
