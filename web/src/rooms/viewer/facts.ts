/** How a photo was taken, as a photographer reads it. */
import type { Photo } from '#api';
import { number } from '#words';

function amount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}

/** "1/250 s" or "2.5 s". */
export function shutter(seconds: number): string {
  if (seconds >= 0.3) return `${number(seconds, 1)} s`;
  return `1/${Math.round(1 / seconds)} s`;
}

/** Shutter, aperture, focal length and sensitivity, as far as they are known. */
export function exposureOf(photo: Photo): string[] {
  const facts: string[] = [];
  const time = amount(photo.exposure['shutter_seconds']);
  const aperture = amount(photo.exposure['aperture']);
  const focal = amount(photo.exposure['focal_length']);
  const iso = amount(photo.exposure['iso']);
  if (time !== null) facts.push(shutter(time));
  if (aperture !== null) facts.push(`ƒ/${number(aperture, 1)}`);
  if (focal !== null) facts.push(`${number(focal, 1)} mm`);
  if (iso !== null) facts.push(`ISO ${iso}`);
  return facts;
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
export function coordinates(photo: Photo): string | null {
  if (photo.latitude === null || photo.longitude === null) return null;
  const one = (value: number, [positive, negative]: [string, string]): string =>
    `${number(Math.abs(value), 5)}° ${value < 0 ? negative : positive}`;
  return `${one(photo.latitude, ['N', 'S'])}, ${one(photo.longitude, ['E', 'W'])}`;
}
