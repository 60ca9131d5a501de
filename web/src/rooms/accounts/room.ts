/** What somebody keeps, part by part. */
import type { MyStorage } from '#api';

export interface Part {
  kind: 'images' | 'videos' | 'trash' | 'other';
  count: number;
  bytes: number;
}

/** The parts that there are, the largest first. What belongs to none (sidecars, what is being cleared away) is one of its own. */
export function partsOf(told: MyStorage): Part[] {
  const known = (['images', 'videos', 'trash'] as const).map((kind) => ({ kind, ...told[kind] }));
  const rest = told.used - known.reduce((sum, part) => sum + part.bytes, 0);
  const parts: Part[] = [...known, { kind: 'other', count: 0, bytes: Math.max(0, rest) }];
  return parts.filter((part) => part.bytes > 0).toSorted((one, other) => other.bytes - one.bytes);
}

/** How much of the room is used, 0 to 1 (or beyond, where the limit was lowered); null without a limit. */
export function shareOf({ used, limit }: Pick<MyStorage, 'used' | 'limit'>): number | null {
  if (limit === null) return null;
  return limit === 0 ? 1 : used / limit;
}
