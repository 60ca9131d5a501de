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

describe('stepped', () => {
  it('visits every month, and every year, and comes back', () => {
    fc.assert(
      fc.property(marks, (list) => {
        const months = new Set([0]);
        for (let i = 0, n = 0; n < list.length; n++) months.add((i = stepped(list, i, { months: 1 })));
        expect(months.size).toBe(list.length);
        const years = [...new Set(list.map((mark) => mark.month.slice(0, 4)))];
        const seen = [list[0]?.month.slice(0, 4)];
        let at = 0;
        for (let n = 1; n < years.length; n++)
          seen.push(list[(at = stepped(list, at, { years: 1 }))]?.month.slice(0, 4));
        expect(seen).toEqual(years);
        for (let n = 1; n < years.length; n++) at = stepped(list, at, { years: -1 });
        expect(at).toBe(0);
      }),
    );
  });
});
