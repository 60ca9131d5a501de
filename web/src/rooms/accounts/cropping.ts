/** Cutting a square out of a picture, in the browser. What is sent is small; the server makes of it what it keeps. */

/** A rectangle in the picture's own pixels. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Pixels of the square that is sent: twice what is shown at the largest. */
const SENT = 1024;
const STEP = 12;

/** Where the arrow keys move the picture to; null for every other key. */
export function moved(crop: Point, key: string, far: boolean): Point | null {
  const step = far ? STEP * 4 : STEP;
  const by: Record<string, Point> = {
    ArrowLeft: { x: step, y: 0 },
    ArrowRight: { x: -step, y: 0 },
    ArrowUp: { x: 0, y: step },
    ArrowDown: { x: 0, y: -step },
  };
  const way = by[key];
  return way ? { x: crop.x + way.x, y: crop.y + way.y } : null;
}

/** The same place, but no further than the picture reaches at this zoom. `shown`: its size on the screen at zoom 1. */
export function within(crop: Point, shown: { width: number; height: number }, zoom: number): Point {
  const side = Math.min(shown.width, shown.height);
  const keep = (value: number, length: number): number => {
    const most = Math.max(0, (length * zoom - side) / 2);
    return Math.min(most, Math.max(0 - most, value)) || 0;
  };
  return { x: keep(crop.x, shown.width), y: keep(crop.y, shown.height) };
}

/** Side of the square that is sent: no larger than what was cut out, so that nothing is blown up. */
export function sentSide(area: Area): number {
  return Math.max(1, Math.min(SENT, Math.round(area.width)));
}

/** The square as a file. Null where the browser cannot read the picture. */
export async function cut(file: Blob, area: Area): Promise<Blob | null> {
  const bitmap = await open(file);
  if (!bitmap) return null;
  const side = sentSide(area);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, area.x, area.y, area.width, area.height, 0, 0, side, side);
  bitmap.close();
  return new Promise((done) => canvas.toBlob(done, 'image/webp', 0.92));
}

/** The picture, upright; null for what this browser does not read, such as HEIC in most of them. */
export async function open(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
