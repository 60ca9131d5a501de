/** What stands around a photo on its shelf. */
import { Problem } from '#api';
import { details, type Shelf, type Tile } from '#rooms/photos';

/** The photo beside another one, as far as it is held: without asking the server. */
export function neighbour(shelf: Shelf, id: string, step: 1 | -1): Tile | undefined {
  const here = shelf.find(id);
  if (!here) return undefined;
  const near = shelf.day(here.day)?.tiles?.[here.index + step];
  if (near) return near;
  return shelf.days[shelf.indexOf(here.day) + step]?.tiles?.at(step === 1 ? 0 : -1);
}

/** Up to `most` photos on one side of another one, the nearest first, as far as they are held. */
export function row(shelf: Shelf, id: string, step: 1 | -1, most: number): Tile[] {
  const found: Tile[] = [];
  for (let next = neighbour(shelf, id, step); next && found.length < most; next = neighbour(shelf, next.id, step))
    found.push(next);
  return found;
}

/** How many photos stand before another one; null when that is not known. */
export function placeOf(shelf: Shelf, id: string): number | null {
  const here = shelf.find(id);
  if (!here) return null;
  let before = here.index;
  for (const day of shelf.days) {
    if (day.day === here.day) return before;
    before += day.count;
  }
  return null;
}

/** The photo at a place of the shelf, counted from the latest. Raises `Problem`. */
export async function photoAt(shelf: Shelf, place: number): Promise<Tile | undefined> {
  let left = place;
  for (const { day, count } of shelf.days) {
    if (left < count) {
      if (shelf.day(day)?.tiles?.[left] === undefined) await shelf.load([day]);
      const tiles = shelf.day(day)?.tiles;
      // Some may have left meanwhile.
      return tiles?.[Math.min(left, tiles.length - 1)];
    }
    left -= count;
  }
  return undefined;
}

/** Has the picture after the next one fetched and decoded, so that leafing quickly does not wait. */
export async function ahead(shelf: Shelf, id: string, step: 1 | -1): Promise<void> {
  const tile = row(shelf, id, step, 2)[1];
  if (tile?.state !== 'ready') return;
  const photo = await details.get(tile.id);
  const src = photo.renditions.preview ?? photo.renditions.poster;
  if (!src) return;
  const picture = new Image();
  picture.src = src;
  try {
    await picture.decode();
  } catch (error) {
    // It is only a preparation: whoever shows it will say what is wrong.
    if (!(error instanceof DOMException || error instanceof Problem)) throw error;
  }
}
