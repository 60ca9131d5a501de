import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seenRows, stack } from './rows';

describe('seenRows', () => {
  it('holds every row that is seen, and not many more', () => {
    const heights = fc.array(fc.integer({ min: 20, max: 90 }), { maxLength: 300 });
    fc.assert(
      fc.property(heights, fc.nat(40_000), fc.integer({ min: 1, max: 900 }), (all, scrolled, height) => {
        const rows = stack(all, (each) => each);
        const [begin, end] = seenRows(rows, scrolled, height);
        all.forEach((each, index) => {
          const top = rows.tops[index] ?? 0;
          if (top < scrolled + height && top + each > scrolled) {
            expect(index).toBeGreaterThanOrEqual(begin);
            expect(index).toBeLessThan(end);
          }
        });
        expect(end - begin).toBeLessThanOrEqual(height / 20 + 10);
        expect(begin).toBeLessThanOrEqual(end);
      }),
    );
  });
});
