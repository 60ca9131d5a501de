import { describe, expect, it } from 'vitest';
import type { Photo } from '#api';
import {
  bias,
  cameraOf,
  codecName,
  coordinates,
  exposureOf,
  focalLength,
  megapixels,
  modeOf,
  shutter,
  typeName,
} from './facts';

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
      exposureOf(photo({ exposure: { iso: -1, aperture: 0, focal_length: NaN, shutter_seconds: -1, bias: 0 } })),
    ).toEqual([]);
    expect(
      exposureOf(
        photo({
          exposure: {
            iso: 400,
            aperture: 2.8,
            focal_length: 35,
            focal_length_35mm: 52,
            shutter_seconds: 0.004,
            bias: -2 / 3,
          },
        }),
      ),
    ).toEqual(['f/2.8', '1/250 s', 'ISO 400', '35 mm (52 mm eq.)', '−0.7 EV']);
  });

  it('says what a lens looks like on film only where that is something else', () => {
    expect(focalLength(50, 50)).toBe('50 mm');
    expect(focalLength(4.2, 26)).toBe('4.2 mm (26 mm eq.)');
    expect(focalLength(35, null)).toBe('35 mm');
    expect(focalLength(null, 28)).toBe('28 mm eq.');
    expect(focalLength(null, null)).toBeNull();
    expect(bias(0.333)).toBe('+0.3 EV');
    expect(bias(0.01)).toBeNull();
  });

  it('says how the camera was set, as far as it knows the words', () => {
    const set = { program: 'aperture priority', metering: 'multi-segment', flash_fired: false };
    expect(modeOf(photo({ exposure: set }))).toEqual(['Aperture priority', 'Matrix metering', 'No flash']);
    expect(modeOf(photo({ exposure: { program: 'something new', flash_fired: true } }))).toEqual(['Flash fired']);
    expect(modeOf(photo({}))).toEqual([]);
  });

  it('calls files and codecs what people call them', () => {
    expect(codecName('hevc')).toBe('HEVC (H.265)');
    expect(codecName('wmv3')).toBe('WMV3');
    expect(typeName(photo({ media_type: 'image/jpeg' }))).toBe('JPEG');
    expect(typeName(photo({ media_type: 'video/quicktime' }))).toBe('MOV');
    expect(typeName(photo({ media_type: 'image/x-canon-cr2' }))).toBe('CR2');
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
