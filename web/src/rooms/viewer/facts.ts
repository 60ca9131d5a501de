/** How a photo was taken, as a photographer reads it. */
import type { Photo } from '#api';
import { number, words } from '#words';

function amount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}

/** "1/250 s" or "2.5 s". */
export function shutter(seconds: number): string {
  if (seconds >= 0.3) return `${number(seconds, 1)} s`;
  return `1/${Math.round(1 / seconds)} s`;
}

/** "+0.7 EV" of steps; nothing for none. */
export function bias(steps: number): string | null {
  if (!Number.isFinite(steps) || Math.abs(steps) < 0.05) return null;
  return `${steps > 0 ? '+' : '−'}${number(Math.abs(steps), 1)} EV`;
}

/** "35 mm (52 mm eq.)": how it looks on film of 36 × 24 mm is said where that differs. */
export function focalLength(focal: number | null, onFilm: number | null): string | null {
  if (focal === null) return onFilm === null ? null : words.focal_equivalent({ film: number(onFilm, 0) });
  const own = `${number(focal, 1)} mm`;
  if (onFilm === null || Math.abs(onFilm - focal) < 1) return own;
  return words.focal_both({ own, film: number(onFilm, 0) });
}

/** Aperture, shutter, sensitivity, focal length and compensation, as far as they are known, in the order of a camera's display. */
export function exposureOf(photo: Photo): string[] {
  const { exposure } = photo;
  const time = amount(exposure.shutter_seconds);
  const aperture = amount(exposure.aperture);
  const iso = amount(exposure.iso);
  return [
    aperture === null ? null : `f/${number(aperture, 1)}`,
    time === null ? null : shutter(time),
    iso === null ? null : `ISO ${Math.round(iso)}`,
    focalLength(amount(exposure.focal_length), amount(exposure.focal_length_35mm)),
    typeof exposure.bias === 'number' ? bias(exposure.bias) : null,
  ].filter((fact) => fact !== null);
}

const PROGRAMS: Record<string, () => string> = {
  manual: words.program_manual,
  normal: words.program_normal,
  'aperture priority': words.program_aperture,
  'shutter priority': words.program_shutter,
  creative: words.program_creative,
  action: words.program_action,
  portrait: words.program_portrait,
  landscape: words.program_landscape,
};

const METERINGS: Record<string, () => string> = {
  average: words.metering_average,
  'centre-weighted average': words.metering_centre,
  spot: words.metering_spot,
  'multi-spot': words.metering_multi_spot,
  'multi-segment': words.metering_segments,
  partial: words.metering_partial,
};

/** How the camera was set: program, metering, flash. */
export function modeOf(photo: Photo): string[] {
  const { program, metering, flash_fired: flash } = photo.exposure;
  return [
    program ? PROGRAMS[program]?.() : undefined,
    metering ? METERINGS[metering]?.() : undefined,
    flash === true ? words.flash_fired() : flash === false ? words.flash_off() : undefined,
  ].filter((fact) => fact !== undefined);
}

/** "Canon EOS R5" where maker and model are "Canon" and "Canon EOS R5", or "Canon" and "EOS R5". */
export function cameraOf(photo: Photo): string | null {
  const { make, model } = photo.camera;
  if (!make || !model) return model ?? make;
  const [brand = ''] = make.split(/[\s,]/);
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`;
}

/** "12.2 MP". */
export function megapixels(photo: Photo): string | null {
  return photo.width && photo.height ? `${number((photo.width * photo.height) / 1e6, 1)} MP` : null;
}

/** "47.62717° N, 122.33734° W". */
export function coordinates(photo: Pick<Photo, 'latitude' | 'longitude'>): string | null {
  if (photo.latitude === null || photo.longitude === null) return null;
  const one = (value: number, positive: string, negative: string): string =>
    `${number(Math.abs(value), 5)}° ${value < 0 ? negative : positive}`;
  const { latitude, longitude } = photo;
  return `${one(latitude, words.north(), words.south())}, ${one(longitude, words.east(), words.west())}`;
}

const CODECS: Record<string, string> = {
  h264: 'H.264',
  hevc: 'HEVC (H.265)',
  av1: 'AV1',
  vp8: 'VP8',
  vp9: 'VP9',
  mpeg4: 'MPEG-4',
  mpeg2video: 'MPEG-2',
  mpeg1video: 'MPEG-1',
  mjpeg: 'Motion JPEG',
  prores: 'ProRes',
};

/** A codec by the name that people know. */
export function codecName(codec: string): string {
  return CODECS[codec] ?? codec.toUpperCase();
}

/** "JPEG", "HEIC", "MP4": what kind of file it is. */
export function typeName(photo: Photo): string {
  const name = photo.media_type.split('/')[1] ?? photo.media_type;
  const known: Record<string, string> = { quicktime: 'MOV', 'x-matroska': 'MKV', 'svg+xml': 'SVG', mp2t: 'MTS' };
  return (
    known[name] ??
    name
      .replace(/^x-/, '')
      .replace(/^(adobe|canon|nikon|sony|fuji|olympus|panasonic|pentax)-/, '')
      .toUpperCase()
  );
}
