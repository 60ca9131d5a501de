/** A photo in words, for those who cannot see it. */
import { dayLong, duration, wallClock, words } from '#words';
import type { Tile } from './tiles';
import { daysLeft } from './trash.svelte';

const known = new WeakMap<Tile, string>();

/** Formatting a date costs more than all else of a tile, and tiles come and go while one scrolls. */
export function describe(tile: Tile): string {
  const told = known.get(tile) ?? tell(tile);
  known.set(tile, told);
  const left = tile.trashedAt === null ? null : daysLeft(tile.trashedAt);
  return left === null ? told : `${told}, ${words.days_left({ count: left })}`;
}

function tell(tile: Tile): string {
  const when = tile.dated ? wallClock(tile.shownAt) : words.tile_undated({ day: dayLong(tile.shownAt.slice(0, 10)) });
  const parts: string[] = [tile.kind === 'video' ? words.tile_video({ when }) : words.tile_image({ when })];
  if (tile.duration !== null) parts.push(duration(tile.duration));
  if (tile.favourite) parts.push(words.tile_favourite());
  if (tile.state === 'processing') parts.push(words.tile_processing());
  if (tile.state === 'failed') parts.push(words.tile_failed());
  if (tile.state === 'opaque') parts.push(words.tile_opaque());
  return parts.join(', ');
}
