import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, cut, opensMonth, stack } from './sections';

const days = fc
  .uniqueArray(fc.integer({ min: 0, max: 4000 }), { maxLength: 300 })
  .chain((offsets) =>
    fc.tuple(
      fc.constant([...offsets].sort((a, b) => a - b)),
      fc.array(fc.integer({ min: 1, max: 900 }), { minLength: offsets.length, maxLength: offsets.length }),
    ),
  )
  .map(([offsets, counts]) =>
    offsets.map((offset, i) => ({
      day: new Date(Date.UTC(2026, 10, 20) - offset * 86_400_000).toISOString().slice(0, 10),
      count: counts[i] ?? 1,
    })),
  );

describe('cut', () => {
  const month = (day: { day: string }): string => day.day.slice(0, 7);

  it('covers every day once, in order, and never too many', () => {
    fc.assert(
      fc.property(days, (list) => {
        const spans = cut(list);
        expect(spans.flatMap((span) => list.slice(span.from, span.to))).toEqual(list);
        for (const span of spans) {
          const inside = list.slice(span.from, span.to);
          expect(span.count).toBe(inside.reduce((total, day) => total + day.count, 0));
          if (inside.length > 1) expect(span.count).toBeLessThanOrEqual(240);
        }
      }),
    );
  });

  it('joins only months with few photos', () => {
    fc.assert(
      fc.property(days, (list) => {
        for (const span of cut(list)) {
          const inside = new Set(list.slice(span.from, span.to).map(month));
          if (inside.size === 1) continue;
          for (const name of inside) {
            const count = list.filter((day) => month(day) === name).reduce((total, day) => total + day.count, 0);
            expect(count).toBeLessThanOrEqual(12);
          }
        }
      }),
    );
  });

  it('knows where months begin', () => {
    fc.assert(
      fc.property(days, (list) => {
        const opened = list.filter((_, index) => opensMonth(list, index)).map(month);
        expect(opened).toEqual([...new Set(list.map(month))]);
      }),
    );
  });
});

describe('at', () => {
  it('finds what a plain search finds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: -100, max: 50_000 }),
        (heights, y) => {
          const tops = stack(heights);
          const plain = heights.findLastIndex((_, index) => (tops[index] ?? 0) <= y);
          expect(at(tops, y)).toBe(Math.max(0, plain));
        },
      ),
    );
  });

  it('is 0 when there is nothing', () => expect(at(stack([]), 10)).toBe(0));
});
