/** What is said of a photo that is looked at, for those who do not see it. */
import type { Photo } from '#api';
import { describe, tileOf, type Shelf, type Tile } from '#rooms/photos';
import { number, words } from '#words';
import { placeOf } from './neighbours';

/** Its title, when and what it is. */
export function nameOf(photo: Photo): string {
  return named(photo.title, tileOf(photo));
}

/** The same of whatever is known of it by now, and the how many-th of how many it is. */
export function spokenOf(seen: {
  photo: Photo | undefined;
  tile: Tile | undefined;
  shelf: Shelf | null;
  id: string;
}): string {
  const { photo, shelf } = seen;
  const tile = photo ? tileOf(photo) : seen.tile;
  if (!tile) return '';
  const name = named(photo?.title ?? '', tile);
  const place = shelf ? placeOf(shelf, seen.id) : null;
  if (place === null || !shelf) return name;
  return words.spoken({ name, place: number(place + 1), count: number(shelf.count) });
}

function named(title: string, tile: Tile): string {
  return title ? `${title}, ${describe(tile)}` : describe(tile);
}
