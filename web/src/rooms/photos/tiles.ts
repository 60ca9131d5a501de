/** What the timeline knows of a photo: enough to draw it, to tell of it and to act on it. */
import type { Covers, Photo } from '#api';

export interface Tile {
  id: string;
  kind: 'image' | 'video';
  /** Width over height; 1 while unknown. */
  ratio: number;
  /** The wall clock at which it stands in the timeline, ISO 8601 without a zone. */
  shownAt: string;
  /** False: nobody knows when it was taken; it stands on the day it was uploaded. */
  dated: boolean;
  favourite: boolean;
  archived: boolean;
  trashed: boolean;
  /** When it was put into the trash, an instant. */
  trashedAt: string | null;
  state: 'processing' | 'ready' | 'opaque' | 'failed';
  /** Base64. */
  thumbhash: string | null;
  /** Seconds, of a video. */
  duration: number | null;
  /** Signed address of the small picture. */
  grid: string | null;
}

/** The rows of what comes in columns. */
export function tilesOf(bucket: Covers): Tile[] {
  return bucket.id.map((id, i) => ({
    id,
    kind: bucket.kind[i] ?? 'image',
    ratio: bucket.ratio[i] ?? 1,
    shownAt: bucket.taken_at[i] ?? '',
    dated: bucket.dated[i] ?? false,
    favourite: bucket.favourite[i] ?? false,
    archived: bucket.archived[i] ?? false,
    trashed: (bucket.trashed_at[i] ?? null) !== null,
    trashedAt: bucket.trashed_at[i] ?? null,
    state: bucket.state[i] ?? 'processing',
    thumbhash: bucket.thumbhash[i] ?? null,
    duration: bucket.duration[i] ?? null,
    grid: bucket.grid[i] ?? null,
  }));
}

/** The same of a single photo. */
export function tileOf(photo: Photo): Tile {
  return {
    id: photo.id,
    kind: photo.kind,
    ratio: photo.width && photo.height ? photo.width / photo.height : 1,
    shownAt: photo.shown_at,
    dated: photo.taken_at !== null,
    favourite: photo.favourite,
    archived: photo.archived,
    trashed: photo.trashed_at !== null,
    trashedAt: photo.trashed_at,
    state: photo.state,
    thumbhash: photo.thumbhash,
    duration: photo.duration,
    grid: photo.renditions.grid,
  };
}

/** The lists that a library is read in. */
export type ShelfName = 'library' | 'favourites' | 'archive' | 'trash';

/** Whether a photo stands on a shelf. The server decides the same way; this tells it without asking again. */
export function belongs(tile: Pick<Tile, 'favourite' | 'archived' | 'trashed'>, shelf: ShelfName): boolean {
  switch (shelf) {
    case 'library':
      return !tile.trashed && !tile.archived;
    case 'favourites':
      return !tile.trashed && tile.favourite;
    case 'archive':
      return !tile.trashed && tile.archived;
    case 'trash':
      return tile.trashed;
  }
}
