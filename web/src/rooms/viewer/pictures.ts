/** Which picture of a photo to show, and when only the original is good enough. */
import type { Photo } from '#api';
import { fit, type Size } from './view';

/** What every browser of today can draw. HEIC, TIFF, RAW and JXL are shown by their preview. */
const DRAWABLE = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'image/bmp']);
/** The longer side of a preview. */
const PREVIEW = 2048;
/** An animation is shown as it is up to this size. */
const MOVING = 30_000_000;

/** Whether browsers can draw the original itself. */
export function isDrawable(photo: Photo): boolean {
  return DRAWABLE.has(photo.media_type) && photo.state === 'ready';
}

export function originalOf(photo: Photo): string {
  return `/api/v1/photos/${photo.id}/original?disposition=inline`;
}

/** Whether the preview has fewer pixels than the screen shows of the picture, and the original can help. */
export function needsOriginal(photo: Photo, stage: Size, scale: number, density: number): boolean {
  if (!isDrawable(photo) || !photo.width || !photo.height) return false;
  if (photo.media_type === 'image/gif' && photo.size <= MOVING) return true;
  const size = { width: photo.width, height: photo.height };
  const longer = Math.max(size.width, size.height);
  if (longer <= PREVIEW || scale <= 1) return false;
  const shown = fit(size, stage);
  return Math.max(shown.width, shown.height) * scale * density > PREVIEW;
}
