/**
 * Whose the kept answers are. There is at most one such person, and their cache carries their id in its name: that name is
 * the only record, so that the page (src/rooms/device/keeping.ts) and the worker cannot disagree about it for long.
 */
import { cacheOf, empty, ownerIn, settle } from '../rooms/device/caches';

/** Undefined: to be looked up. */
let known: string | null | undefined;
/** Grows whenever it becomes another person's: what was asked for before that belongs to nobody any more. */
let era = 0;

export interface Owner {
  readonly id: string;
  readonly cache: string;
  /** Whether it still is theirs. */
  still(): boolean;
}

/** Who it is; null: nobody, and then nothing is kept or shown. */
export async function owner(): Promise<Owner | null> {
  const at = era;
  if (known === undefined) {
    const found = ownerIn(await caches.keys());
    if (at === era) known = found;
  }
  if (known === null || known === undefined || at !== era) return null;
  return { id: known, cache: cacheOf(known), still: () => at === era };
}

/** It is this person's from now on; null: they signed out. */
export async function become(id: string | null): Promise<void> {
  if (known !== id) era++;
  known = id;
  await settle(id);
}

/** Their session is over. */
export async function expire(): Promise<void> {
  forgetWho();
  await empty();
}

/** Somebody is signing in or out: until the page says who, it is nobody's. */
export function forgetWho(): void {
  era++;
  known = null;
}
