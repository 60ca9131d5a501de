import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guess, layOut, metricsFor, type Layout, type Metrics } from './layout';

const widths = fc.integer({ min: 320, max: 2600 });
const ratio = fc.oneof(fc.double({ min: 0.05, max: 20, noNaN: true }), fc.constantFrom(1, 1.5, 4 / 3, 0.75, 0, -1));
const days = fc.array(fc.array(ratio, { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 31 });

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

function boxesOf(layout: Layout): Box[] {
  return Array.from({ length: layout.boxes.length / 4 }, (_, i) => {
    const [x = 0, y = 0, w = 0, h = 0] = layout.boxes.subarray(i * 4, i * 4 + 4);
    return { x, y, w, h };
  });
}

function rowsOf(boxes: Box[]): Box[][] {
  const rows = new Map<number, Box[]>();
  for (const box of boxes) rows.set(box.y, [...(rows.get(box.y) ?? []), box]);
  return [...rows.values()];
}

const SLACK = 0.02;

function check(ratios: number[][], m: Metrics, opens: boolean[] = []): Layout {
  const layout = layOut(ratios, m, opens);
  const boxes = boxesOf(layout);
  expect(boxes).toHaveLength(ratios.flat().length);
  expect(layout.days).toHaveLength(ratios.length);
  return layout;
}

describe('layOut', () => {
  it('does not push a narrow page wider where headings need more room than their tiles', () => {
    const m = metricsFor(320);
    for (const box of boxesOf(check([[1], [1, 0.05], [1]], m, [true, false, false])))
      expect(box.x + box.w).toBeLessThanOrEqual(320 + SLACK);
  });

  it('keeps every tile inside the page and big enough to see', () => {
    fc.assert(
      fc.property(days, widths, (ratios, width) => {
        const m = metricsFor(width);
        const layout = check(
          ratios,
          m,
          ratios.map((_, i) => i % 3 === 0),
        );
        for (const box of boxesOf(layout)) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.w).toBeLessThanOrEqual(width + SLACK * width);
          expect(box.y).toBeGreaterThanOrEqual(m.monthHead + m.dayHead - SLACK);
          expect(box.y + box.h).toBeLessThanOrEqual(layout.height + SLACK);
          expect(box.w).toBeGreaterThan(20);
          expect(box.h).toBeGreaterThan(20);
        }
      }),
    );
  });

  it('lets no two tiles overlap', () => {
    fc.assert(
      fc.property(days, widths, (ratios, width) => {
        for (const row of rowsOf(boxesOf(check(ratios, metricsFor(width))))) {
          const sorted = [...row].sort((a, b) => a.x - b.x);
          sorted.forEach((box, i) => {
            const next = sorted[i + 1];
            if (next) expect(box.x + box.w).toBeLessThanOrEqual(next.x + SLACK);
          });
        }
        const tops = rowsOf(boxesOf(check(ratios, metricsFor(width))))
          .map((row) => ({ top: row[0]?.y ?? 0, bottom: Math.max(...row.map((box) => box.y + box.h)) }))
          .sort((a, b) => a.top - b.top);
        tops.forEach((row, i) => {
          const next = tops[i + 1];
          if (next) expect(row.bottom).toBeLessThanOrEqual(next.top + SLACK);
        });
      }),
    );
  });

  it('reads in order: every tile stands after the one before it', () => {
    fc.assert(
      fc.property(days, widths, (ratios, width) => {
        const boxes = boxesOf(check(ratios, metricsFor(width)));
        boxes.forEach((box, i) => {
          const next = boxes[i + 1];
          if (next) expect(next.y > box.y + SLACK || (Math.abs(next.y - box.y) < SLACK && next.x > box.x)).toBe(true);
        });
      }),
    );
  });

  it('gives each day the tiles that are its own, under its heading', () => {
    fc.assert(
      fc.property(days, widths, (ratios, width) => {
        const m = metricsFor(width);
        const layout = check(ratios, m);
        const boxes = boxesOf(layout);
        layout.days.forEach((day, i) => {
          expect(day.count).toBe(ratios[i]?.length);
          for (const box of boxes.slice(day.first, day.first + day.count)) {
            expect(box.y).toBeGreaterThanOrEqual(day.y + m.dayHead - SLACK);
            expect(box.y + box.h).toBeLessThanOrEqual(day.y + day.height + SLACK);
            expect(box.x).toBeGreaterThanOrEqual(day.x - SLACK);
          }
        });
      }),
    );
  });

  it('keeps the shapes of ordinary photos', () => {
    const layout = layOut([[1.5, 0.75, 1, 1.78, 1.33]], metricsFor(1200));
    const shapes = boxesOf(layout).map((box) => box.w / box.h);
    [1.5, 0.75, 1, 1.78, 1.33].forEach((shape, i) => expect(shapes[i]).toBeCloseTo(shape, 3));
  });

  it('fills all rows of a long day but the last', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.5, max: 4, noNaN: true }), { minLength: 30, maxLength: 200 }),
        widths,
        (day, width) => {
          const rows = rowsOf(boxesOf(layOut([day], metricsFor(width))));
          for (const row of rows.slice(0, -1)) {
            const right = Math.max(...row.map((box) => box.x + box.w));
            expect(Math.abs(right - width)).toBeLessThan(SLACK * width);
          }
        },
      ),
    );
  });

  it('puts small days side by side', () => {
    const layout = layOut([[1], [1], [1]], metricsFor(1200));
    expect(new Set(layout.days.map((day) => day.y)).size).toBe(1);
  });

  it('gives room above to every line in which a month begins, and to no other', () => {
    fc.assert(
      fc.property(days, widths, fc.infiniteStream(fc.boolean()), (ratios, width, coin) => {
        const m = metricsFor(width);
        const opens = ratios.map(() => coin.next().value ?? false);
        const layout = check(ratios, m, opens);
        layout.days.forEach((day, i) => {
          const line = layout.days.flatMap((other, n) => (other.top === day.top ? [opens[n] ?? false] : []));
          expect(day.y - day.top).toBeCloseTo(line.some(Boolean) ? m.monthHead : 0, 3);
          if (opens[i]) expect(day.width).toBeGreaterThanOrEqual(Math.min(width, 150));
        });
      }),
    );
  });

  it('guesses the very height when the shapes turn out as expected', () => {
    const m = metricsFor(1000);
    expect(layOut([guess(57, 1.4)], m).height).toBeCloseTo(layOut([new Array<number>(57).fill(1.4)], m).height, 2);
  });
});
