import { describe, expect, it } from 'vitest';
import type { Photo } from '#api';
import { cameraOf, coordinates, exposureOf, megapixels, shutter } from './facts';

function photo(changes: Partial<Photo>): Photo {
  return {
    exposure: {},
    camera: { make: null, model: null },
    latitude: null,
    longitude: null,
    width: null,
    height: null,
    ...changes,
  } as Photo;
}

describe('facts', () => {
  it('reads shutter times as they stand on the dial', () => {
    expect(shutter(1 / 250)).toBe('1/250 s');
    expect(shutter(0.0166667)).toBe('1/60 s');
    expect(shutter(2.5)).toBe('2.5 s');
  });

  it('leaves out what is unknown or nonsense', () => {
    expect(exposureOf(photo({}))).toEqual([]);
    expect(
      exposureOf(photo({ exposure: { iso: 'high', aperture: 0, focal_length: NaN, shutter_seconds: -1 } })),
    ).toEqual([]);
    expect(
      exposureOf(photo({ exposure: { iso: 400, aperture: 2.8, focal_length: 35, shutter_seconds: 0.004 } })),
    ).toEqual(['1/250 s', 'ƒ/2.8', '35 mm', 'ISO 400']);
  });

  it('does not say the maker twice', () => {
    expect(cameraOf(photo({ camera: { make: 'Canon', model: 'Canon EOS R5' } }))).toBe('Canon EOS R5');
    expect(cameraOf(photo({ camera: { make: 'NIKON CORPORATION', model: 'NIKON D800' } }))).toBe('NIKON D800');
    expect(cameraOf(photo({ camera: { make: 'samsung', model: 'SM-G900V' } }))).toBe('samsung SM-G900V');
    expect(cameraOf(photo({ camera: { make: null, model: 'X100' } }))).toBe('X100');
    expect(cameraOf(photo({}))).toBeNull();
  });

  it('writes places and sizes', () => {
    expect(coordinates(photo({ latitude: 47.6271667, longitude: -122.3373333 }))).toBe('47.62717° N, 122.33733° W');
    expect(coordinates(photo({ latitude: 1 }))).toBeNull();
    expect(megapixels(photo({ width: 4000, height: 3000 }))).toBe('12 MP');
  });
});
