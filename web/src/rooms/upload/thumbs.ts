/** Small pictures of files that lie on this device: two are drawn at a time, and the last hundred are kept. */
import type { Item } from './item';

/** The edge of the square, in device pixels. */
export const EDGE = 80;
const KEPT = 100;
const AT_ONCE = 2;
/** Larger files would take more memory than a small picture is worth. */
const MOST = 40 * 1024 * 1024;
const DRAWABLE = /^image\/(jpeg|png|webp|gif|avif|bmp)$/;

const kept = new Map<string, Promise<ImageBitmap | null>>();
const waiting: (() => void)[] = [];
let drawing = 0;

export function thumbOf(item: Item): Promise<ImageBitmap | null> {
  const { id } = item;
  const { file } = item.source;
  const known = kept.get(id);
  if (known) {
    // The latest that was asked for is the last to go.
    kept.delete(id);
    kept.set(id, known);
    return known;
  }
  if (!file || file.size > MOST || !DRAWABLE.test(file.type)) return Promise.resolve(null);
  const made = inTurn(() => draw(file));
  kept.set(id, made);
  for (const [oldest, picture] of kept) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
    void picture.then((bitmap) => bitmap?.close());
  }
  return made;
}

async function inTurn<T>(act: () => Promise<T>): Promise<T> {
  if (drawing >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  drawing++;
  try {
    return await act();
  } finally {
    drawing--;
    waiting.shift()?.();
  }
}

/** The middle of a picture as a small square; null for what the browser cannot draw. */
async function draw(file: File): Promise<ImageBitmap | null> {
  try {
    // Made smaller while it is decoded, beside the page; only the width is said, so that it keeps its shape.
    const small = await createImageBitmap(file, { resizeWidth: 2 * EDGE, resizeQuality: 'medium' });
    const edge = Math.min(small.width, small.height);
    const [x, y] = [(small.width - edge) / 2, (small.height - edge) / 2];
    const square = await createImageBitmap(small, x, y, edge, edge, { resizeWidth: EDGE, resizeHeight: EDGE });
    small.close();
    return square;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}
