import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atRest, coast, type Coasting } from './coasting';

const state = fc.record({
  at: fc.double({ min: -3000, max: 3000, noNaN: true }),
  speed: fc.double({ min: -8, max: 8, noNaN: true }),
});
const edge = fc.double({ min: 0, max: 2000, noNaN: true });
const frame = fc.constantFrom(4, 8, 16.7, 33);

describe('coast', () => {
  it('always comes to rest where it may be, within two seconds', () => {
    fc.assert(
      fc.property(state, edge, frame, (start, most, time) => {
        let now: Coasting = start;
        let spent = 0;
        while (!atRest(now, most) && spent < 5000) {
          now = coast(now, time, most);
          spent += time;
        }
        expect(spent).toBeLessThan(2600);
        expect(Math.abs(now.at)).toBeLessThanOrEqual(most + 0.5);
      }),
    );
  });

  it('goes on in its direction and slower, as long as there is room', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 4, noNaN: true }), frame, (speed, time) => {
        const next = coast({ at: 0, speed }, time, 10_000);
        expect(next.at).toBeGreaterThan(0);
        expect(next.at).toBeLessThanOrEqual(speed * time);
        expect(next.speed).toBeLessThan(speed);
      }),
    );
  });

  it('does not depend on how often the screen is drawn', () => {
    const after = (time: number): Coasting => {
      let now = { at: 0, speed: 2 };
      for (let spent = 0; spent < 480; spent += time) now = coast(now, time, 10_000);
      return now;
    };
    expect(after(8).at).toBeCloseTo(after(16).at, 6);
  });

  it('goes a little beyond the edge and comes back to it', () => {
    let now: Coasting = { at: 95, speed: 3 };
    let far = 0;
    for (let spent = 0; spent < 1500; spent += 16) {
      now = coast(now, 16, 100);
      far = Math.max(far, now.at);
    }
    expect(far).toBeGreaterThan(100);
    expect(far).toBeLessThan(320);
    expect(now.at).toBeCloseTo(100, 0);
  });
});
