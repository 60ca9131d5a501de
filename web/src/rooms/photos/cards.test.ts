import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardMetrics, layOutCards, monthsOf } from './cards';

const days = fc.uniqueArray(fc.integer({ min: 0, max: 30_000 }), { maxLength: 400 }).map((offsets) =>
  [...offsets]
    .sort((a, b) => a - b)
    .map((offset) => ({
      day: new Date(Date.UTC(2026, 10, 20) - offset * 86_400_000).toISOString().slice(0, 10),
      count: (offset % 9) + 1,
    })),
);
const widths = fc.integer({ min: 320, max: 2600 });
const overviews = fc.constantFrom('months' as const, 'years' as const);

describe('the cards of an overview', () => {
  it('are one for each month, in order, and count all photos', () => {
    fc.assert(
      fc.property(days, widths, overviews, (list, width, overview) => {
        const years = layOutCards(monthsOf(list), cardMetrics(width, overview));
        const cards = years.flatMap((year) => year.cards);
        expect(cards.map((card) => card.month)).toEqual([...new Set(list.map(({ day }) => day.slice(0, 7)))]);
        expect(years.map((year) => year.year)).toEqual([...new Set(list.map(({ day }) => day.slice(0, 4)))]);
        const total = list.reduce((sum, { count }) => sum + count, 0);
        expect(cards.reduce((sum, { count }) => sum + count, 0)).toBe(total);
        expect(years.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      }),
    );
  });

  it('do not overlap and stay inside their year and the page', () => {
    fc.assert(
      fc.property(days, widths, overviews, (list, width, overview) => {
        const m = cardMetrics(width, overview);
        expect(12 % m.columns).toBe(0);
        let end = 0;
        for (const year of layOutCards(monthsOf(list), m)) {
          expect(year.top).toBe(end);
          end += year.height;
          const places = year.cards.map(({ x, y }) => `${x} ${y}`);
          expect(new Set(places).size).toBe(places.length);
          for (const card of year.cards) {
            expect(card.x % (m.width + m.gap)).toBe(0);
            expect(card.x + m.width).toBeLessThanOrEqual(width);
            expect((card.y - m.yearHead) % (m.height + m.label + m.gap)).toBe(0);
            expect(card.y + m.height + m.label).toBeLessThanOrEqual(year.height);
          }
        }
      }),
    );
  });
});
