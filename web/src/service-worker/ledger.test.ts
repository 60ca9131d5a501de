import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excess, type Entry } from './ledger';

describe('excess', () => {
  it('lets nothing go while there is room', () => {
    expect(excess(new Map([['a', { bytes: 10, used: 1 }]]), 10)).toEqual([]);
    expect(excess(new Map(), 0)).toEqual([]);
  });

  it('lets go of what was not wanted for longest, and of a tenth more than needed', () => {
    const entries = new Map([3, 1, 2, 5, 4].map((used) => [`${used}`, { bytes: 25, used }]));
    expect(excess(entries, 100)).toEqual(['1', '2']);
  });

  it('always makes room, without letting go of more than that takes', () => {
    const entry = fc.record<Entry>({ bytes: fc.nat(1000), used: fc.nat() });
    fc.assert(
      fc.property(fc.array(entry), fc.nat(5000), (kept, most) => {
        const entries = new Map(kept.map((one, index) => [`${index}`, one]));
        const gone = excess(entries, most);
        const weight = (keys: Iterable<string>): number =>
          [...keys].reduce((total, key) => total + (entries.get(key)?.bytes ?? 0), 0);
        const all = weight(entries.keys());
        expect(all - weight(gone)).toBeLessThanOrEqual(most);
        if (gone.length > 0) expect(all - weight(gone.slice(0, -1))).toBeGreaterThan(most * 0.9);
        const left = [...entries].filter(([key]) => !gone.includes(key)).map(([, { used }]) => used);
        for (const key of gone) expect(entries.get(key)?.used).toBeLessThanOrEqual(Math.min(...left));
      }),
    );
  });
});
