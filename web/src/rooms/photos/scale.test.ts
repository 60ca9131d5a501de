import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markAt, onTrack, scaleOf, stepped, type Mark } from './scale';

/** Up to 90 years of months, the latest first, of any heights. */
const marks = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 50, max: 20_000 })), {
    minLength: 1,
    maxLength: 700,
  })
  .map((steps) => {
    let [month, y] = [2026 * 12 + 10, 0];
    return steps.map(([back, height]): Mark & { end: number } => {
      const mark = {
        month: `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
        y,
        end: y + height,
      };
      month -= back;
      y += height;
      return mark;
    });
  });
const tracks = fc.integer({ min: 200, max: 1400 });

describe('scaleOf', () => {
  it('keeps labels and dots apart, in order, and on the track', () => {
    fc.assert(
      fc.property(marks, tracks, (list, height) => {
        const { labels, dots } = scaleOf(list, (list.at(-1)?.end ?? 0) - 900, height);
        expect(labels[0]?.year).toBe(list[0]?.month.slice(0, 4));
        for (const places of [labels.map((label) => label.at), dots]) {
          for (const place of places) {
            expect(place).toBeGreaterThanOrEqual(0);
            expect(place).toBeLessThanOrEqual(height);
          }
          places.slice(1).forEach((place, i) => expect(place - (places[i] ?? 0)).toBeGreaterThanOrEqual(7));
        }
        labels.slice(1).forEach((label, i) => expect(label.at - (labels[i]?.at ?? 0)).toBeGreaterThanOrEqual(22));
        for (const dot of dots) for (const label of labels) expect(Math.abs(dot - label.at)).toBeGreaterThan(11);
      }),
    );
  });
});

describe('a place of the track', () => {
  it('is where the month stands', () => {
    fc.assert(
      fc.property(marks, fc.double({ min: 0, max: 1, noNaN: true }), (list, part) => {
        const y = part * (list.at(-1)?.end ?? 0);
        const found = list[markAt(list, y)];
        expect(found && found.y <= y).toBe(true);
        expect(y <= (found?.end ?? 0)).toBe(true);
      }),
    );
  });

  it('goes from one end to the other', () => {
    expect(onTrack(0, 5000, 700)).toBe(0);
    expect(onTrack(5000, 5000, 700)).toBe(700);
    expect(onTrack(9000, 5000, 700)).toBe(700);
    expect(onTrack(10, -3, 700)).toBe(0);
  });
});

/** Months of few photos stand side by side. */
const rows = fc.tuple(marks, fc.array(fc.boolean())).map(([list, beside]) => {
  let y = -1;
  return list.map((mark, i): Mark => ({ month: mark.month, y: (y = i > 0 && beside[i % beside.length] ? y : mark.y) }));
});

describe('markAt', () => {
  it('names of months side by side the one that is read first', () => {
    fc.assert(
      fc.property(rows, (list) => {
        for (const { y } of list) expect(markAt(list, y)).toBe(list.findIndex((mark) => mark.y === y));
      }),
    );
  });
});

describe('stepped', () => {
  const firsts = (list: readonly Mark[]): number[] =>
    list.flatMap((mark, i) => (i === 0 || mark.y !== list[i - 1]?.y ? [i] : []));

  it('visits every row in which a month begins, and comes back the same way', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const way = [0];
        for (let i = 0; (i = stepped(list, i, 'month', 1)) !== way.at(-1) && markAt(list, list[i]?.y ?? 0) === i;)
          way.push(i);
        expect(way).toEqual(firsts(list));
        const back = [way.at(-1) ?? 0];
        for (let i = back[0] ?? 0; i > 0;) back.push((i = stepped(list, i, 'month', -1)));
        expect(back.reverse()).toEqual(way);
      }),
    );
  });

  it('leads to the first month of the next year that stands elsewhere, and never stays but at the ends', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const year = (i: number): string => list[i]?.month.slice(0, 4) ?? '';
        for (const from of firsts(list)) {
          const next = stepped(list, from, 'year', 1);
          const before = stepped(list, from, 'year', -1);
          const here = list[from]?.y ?? 0;
          if (next < list.length - 1) expect(year(next)).not.toBe(year(from));
          expect((list[next]?.y ?? 0) > here || (list.at(-1)?.y ?? 0) === here).toBe(true);
          expect((list[before]?.y ?? 0) < here || from === 0).toBe(true);
          expect(before === 0 || year(before - 1) !== year(before)).toBe(true);
        }
      }),
    );
  });
});
