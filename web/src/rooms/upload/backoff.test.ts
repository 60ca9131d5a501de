import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseOf } from './backoff';

describe('pauseOf', () => {
  it('grows, is never longer than a minute, and leaves half to chance', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.double({ min: 0, max: 1, noNaN: true }), (tries, chance) => {
        const pause = pauseOf(tries, () => chance);
        const most = pauseOf(tries, () => 1);
        expect(pause).toBeGreaterThanOrEqual(most / 2);
        expect(pause).toBeLessThanOrEqual(most);
        expect(most).toBeLessThanOrEqual(60_000);
        expect(pauseOf(tries + 1, () => chance)).toBeGreaterThanOrEqual(pause);
      }),
    );
    expect(pauseOf(0, () => 1)).toBe(1000);
    expect(pauseOf(3, () => 0)).toBe(4000);
  });
});
