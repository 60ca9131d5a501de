import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipped, fullHeight, histogramOf, outline } from './histogram';

const sum = (channel: Uint32Array): number => channel.reduce((total, count) => total + count, 0);

describe('histogram', () => {
  it('counts every pixel once in each channel', () => {
    const pixel = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));
    fc.assert(
      fc.property(fc.array(pixel, { maxLength: 50 }), (pixels) => {
        const found = histogramOf(Uint8ClampedArray.from(pixels.flatMap((rgb) => [...rgb, 255])));
        expect(found.total).toBe(pixels.length);
        for (const channel of [found.red, found.green, found.blue, found.light])
          expect(sum(channel)).toBe(pixels.length);
        for (const [r, g, b] of pixels) {
          expect(found.red[r]).toBeGreaterThan(0);
          expect(found.green[g]).toBeGreaterThan(0);
          expect(found.blue[b]).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('sees grey as light of the same value and green as lighter than blue', () => {
    expect(histogramOf(Uint8ClampedArray.of(90, 90, 90, 255)).light[90]).toBe(1);
    const [green, blue] = [Uint8ClampedArray.of(0, 255, 0, 255), Uint8ClampedArray.of(0, 0, 255, 255)];
    expect(histogramOf(green).light.indexOf(1)).toBeGreaterThan(histogramOf(blue).light.indexOf(1));
  });

  it('does not count what cannot be seen', () => {
    expect(histogramOf(Uint8ClampedArray.of(9, 9, 9, 0, 8, 8, 8, 255)).total).toBe(1);
  });

  it('is not flattened by clipped black', () => {
    const pixels = [...Array<number[]>(1000).fill([0, 0, 0, 255]), [100, 100, 100, 255], [100, 100, 100, 255]];
    const found = histogramOf(Uint8ClampedArray.from(pixels.flat()));
    expect(fullHeight(found)).toBe(2);
    expect(clipped(found).black).toBeCloseTo(1000 / 1002, 6);
    expect(clipped(found).white).toBe(0);
  });

  it('draws within its height, and something for a picture of one colour', () => {
    const found = histogramOf(Uint8ClampedArray.of(0, 0, 0, 255));
    const path = outline(found.light, fullHeight(found), 80);
    expect(path).toMatch(/^M0 80L0 0L1 80/);
    for (const [, y] of path.matchAll(/ (-?[\d.]+)/g)) expect(Number(y)).toBeLessThanOrEqual(80);
  });
});
