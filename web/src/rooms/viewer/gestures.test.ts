import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Hand, TWICE, type Gestures } from './gestures';

let said: string[] = [];
let zoomed = false;

function hand(): Hand {
  const n = (value: number): string => String(Math.round(value * 100) / 100);
  const on: Gestures = {
    zoomed: () => zoomed,
    touched: () => said.push('touched'),
    zoom: (factor, at, by, smooth) =>
      said.push(`zoom ${n(factor)} at ${n(at.x)},${n(at.y)} by ${n(by.x)},${n(by.y)}${smooth ? ' smooth' : ''}`),
    pan: (by) => said.push(`pan ${n(by.x)},${n(by.y)}`),
    released: (speed) => said.push(`released ${n(speed.x)},${n(speed.y)}`),
    swipe: (by) => said.push(`swipe ${n(by.x)},${n(by.y)}`),
    swiped: (by, speed) => said.push(`swiped ${n(by.x)},${n(by.y)} at ${n(speed.x)},${n(speed.y)}`),
    flick: (step) => said.push(`flick ${step}`),
    tap: (touch) => said.push(`tap ${touch ? 'finger' : 'mouse'}`),
    doubleTap: (at) => said.push(`double tap ${n(at.x)},${n(at.y)}`),
  };
  return new Hand(on);
}

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  zoomed = false;
});
afterEach(() => vi.useRealTimers());

describe('Hand', () => {
  it('tells a tap from a double tap, which is no tap', () => {
    const it = hand();
    it.press(1, { x: 5, y: 5 });
    it.release(1, { x: 6, y: 5 }, 100, false, true);
    expect(said).toEqual(['touched']);
    vi.advanceTimersByTime(TWICE);
    expect(said).toEqual(['touched', 'tap finger']);

    said = [];
    for (const time of [2000, 2150]) {
      it.press(1, { x: 50, y: 20 });
      it.release(1, { x: 50, y: 20 }, time, false, true);
    }
    vi.advanceTimersByTime(TWICE * 2);
    expect(said).toEqual(['touched', 'touched', 'double tap 50,20']);
  });

  it('takes two taps far apart, or long after each other, for two taps', () => {
    const it = hand();
    for (const [x, time] of [
      [0, 1000],
      [200, 1100],
      [200, 1900],
    ] as const) {
      it.press(1, { x, y: 0 });
      it.release(1, { x, y: 0 }, time, false, false);
      vi.advanceTimersByTime(TWICE);
    }
    expect(said.filter((what) => what === 'tap mouse')).toHaveLength(3);
  });

  it('swipes along one axis only, and says how fast it was let go', () => {
    const it = hand();
    it.press(1, { x: 100, y: 0 });
    it.move(1, { x: 97, y: 1 }, 10);
    expect(said).toEqual(['touched']);
    it.move(1, { x: 60, y: 10 }, 20);
    it.move(1, { x: 20, y: 30 }, 40);
    it.release(1, { x: 20, y: 30 }, 42, false, true);
    expect(said.slice(1)).toEqual(['swipe -40,0', 'swipe -80,0', 'swiped -80,0 at -2,1']);
  });

  it('does not throw what rested before it was let go', () => {
    const it = hand();
    it.press(1, { x: 0, y: 0 });
    it.move(1, { x: 0, y: 40 }, 10);
    it.move(1, { x: 0, y: 80 }, 20);
    it.release(1, { x: 0, y: 80 }, 400, false, true);
    expect(said.at(-1)).toBe('swiped 0,80 at 0,0');
  });

  it('a swipe that the system takes away goes back', () => {
    const it = hand();
    it.press(1, { x: 0, y: 0 });
    it.move(1, { x: 90, y: 0 }, 10);
    it.release(1, { x: 90, y: 0 }, 12, true, true);
    expect(said.at(-1)).toBe('swiped 0,0 at 0,0');
  });

  it('pans what is zoomed, from where it was pressed, and lets it glide', () => {
    zoomed = true;
    const it = hand();
    it.press(1, { x: 0, y: 0 });
    it.move(1, { x: 10, y: 10 }, 10);
    it.move(1, { x: 30, y: 10 }, 20);
    it.release(1, { x: 30, y: 10 }, 25, false, false);
    expect(said).toEqual(['touched', 'pan 10,10', 'pan 20,0', 'released 2,0']);
  });

  it('pinches at the middle of two fingers, and the second finger ends a swipe', () => {
    const it = hand();
    it.press(1, { x: -10, y: 0 });
    it.move(1, { x: -40, y: 0 }, 10);
    it.press(2, { x: 40, y: 0 });
    expect(said.slice(1)).toEqual(['swipe -30,0', 'swiped 0,0 at 0,0']);
    it.move(2, { x: 120, y: 0 }, 20);
    expect(said.at(-1)).toBe('zoom 2 at 40,0 by 40,0');
    zoomed = true;
    it.release(1, { x: -40, y: 0 }, 30, false, true);
    // The finger that stayed moves the picture and does not turn the page.
    it.move(2, { x: 130, y: 5 }, 40);
    expect(said.at(-1)).toBe('pan 10,5');
    it.release(2, { x: 130, y: 5 }, 200, false, true);
    expect(said.at(-1)).toBe('released 0,0');
    vi.advanceTimersByTime(1000);
    expect(said.join()).not.toContain('tap');
  });

  it('knows a mouse wheel, a touchpad and its pinch apart', () => {
    const it = hand();
    const here = { x: 7, y: 8 };
    it.wheel(here, { x: 0, y: -120 }, true, false, 0);
    expect(said).toEqual(['touched', 'zoom 1.3 at 7,8 by 0,0 smooth']);
    said = [];
    it.wheel(here, { x: 0, y: -10 }, true, true, 0);
    expect(said).toEqual(['touched', 'zoom 1.13 at 7,8 by 0,0', 'released 0,0']);
    said = [];
    zoomed = true;
    it.wheel(here, { x: 12, y: -3.5 }, true, false, 0);
    expect(said).toEqual(['touched', 'pan -12,3.5', 'released 0,0']);
  });

  it('turns one page for one sweep over a touchpad, however long it runs on', () => {
    const it = hand();
    for (let time = 0; time < 600; time += 16) it.wheel({ x: 0, y: 0 }, { x: 30, y: 1 }, true, false, time);
    expect(said).toEqual(['flick 1']);
    for (let time = 1000; time < 1200; time += 16) it.wheel({ x: 0, y: 0 }, { x: -30, y: 1 }, true, false, time);
    expect(said).toEqual(['flick 1', 'flick -1']);
  });
});
