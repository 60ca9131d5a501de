import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** Frames come when the test says so. */
let frames: FrameRequestCallback[] = [];
let now = 0;

function frame(after = 16): void {
  now += after;
  const due = frames;
  frames = [];
  for (const call of due) call(now);
}

beforeEach(() => {
  frames = [];
  vi.resetModules();
  vi.stubGlobal('requestAnimationFrame', (call: FrameRequestCallback) => frames.push(call));
});
afterEach(() => void vi.unstubAllGlobals());

describe('whenThereIsTime', () => {
  it('attaches what is in view first, and the rest in the order in which it was asked for', async () => {
    const { lookAt, whenThereIsTime } = await import('./attaching');
    const attached: number[] = [];
    lookAt(1000, 2000);
    for (const y of [100, 1500, 900, 1100, 3000, 1900]) whenThereIsTime(y, () => attached.push(y));
    frame();
    expect(attached).toEqual([1500, 1100, 1900]);
    frame();
    expect(attached).toEqual([1500, 1100, 1900, 100, 900, 3000]);
  });

  it('does not attach what has gone meanwhile', async () => {
    const { whenThereIsTime } = await import('./attaching');
    const attached: string[] = [];
    whenThereIsTime(0, () => attached.push('gone'))();
    whenThereIsTime(0, () => attached.push('here'));
    frame();
    expect(attached).toEqual(['here']);
  });

  it('attaches more while frames come in time, and fewer after a late one', async () => {
    const { whenThereIsTime } = await import('./attaching');
    let attached = 0;
    const counted = (after: number): number => {
      attached = 0;
      frame(after);
      return attached;
    };
    for (let n = 0; n < 400; n++) whenThereIsTime(0, () => attached++);
    const growing = Array.from({ length: 12 }, () => counted(16));
    expect(growing).toEqual([...growing].sort((a, b) => a - b));
    expect(growing[0]).toBeLessThan(growing.at(-1) ?? 0);
    expect(counted(120)).toBeLessThanOrEqual((growing.at(-1) ?? 0) / 2);
    for (let n = 0; n < 8; n++) counted(120);
    expect(counted(120)).toBe(growing[0]);
  });
});
