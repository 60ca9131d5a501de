import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftOf, mayFill } from './drift';
import { rememberedWishes } from './slideshow.svelte';

describe('a drifting photo', () => {
  it('never shows its edge', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { from, to } = driftOf(seed);
        const near = [from, to].find((step) => step.startsWith('translate')) ?? '';
        expect([from, to]).toContain('scale(1)');
        const [, x = '', y = '', scale = ''] = /translate\((.+)%, (.+)%\) scale\((.+)\)/.exec(near) ?? [];
        const room = ((Number(scale) - 1) / 2) * 100;
        expect(Math.abs(Number(x))).toBeLessThanOrEqual(room);
        expect(Math.abs(Number(y))).toBeLessThanOrEqual(room);
      }),
    );
  });

  it('fills the screen only where little is lost', () => {
    expect(mayFill({ width: 16, height: 10 }, { width: 16, height: 9 })).toBe(true);
    expect(mayFill({ width: 3, height: 4 }, { width: 16, height: 9 })).toBe(false);
  });
});

describe('wishes', () => {
  it('are remembered as far as they make sense', () => {
    const fresh = rememberedWishes(null);
    expect(rememberedWishes('{"seconds": 15, "shuffle": true}')).toEqual({ ...fresh, seconds: 15, shuffle: true });
    expect(rememberedWishes('{"seconds": 0.001, "drift": "yes"}')).toEqual(fresh);
    expect(rememberedWishes('not json')).toEqual(fresh);
    expect(rememberedWishes('7')).toEqual(fresh);
  });
});
