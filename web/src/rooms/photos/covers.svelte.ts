/** The pictures that stand for months in the overviews. Fetched year by year, as they come into view. */
import { Problem } from '#api';
import { SvelteMap } from 'svelte/reactivity';
import type { Source } from './source';
import { tilesOf, type Tile } from './tiles';

/** Signed addresses hold for an hour at least. */
const GOOD_FOR = 45 * 60_000;
const RETRY_AFTER = 5000;

interface Held {
  tiles: ReadonlyMap<string, readonly Tile[]>;
  at: number;
  version: number;
}

export class Covers {
  private readonly held = new SvelteMap<string, Held>();
  private readonly coming = new Set<string>();
  private readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }

  /** The pictures of a month, as far as they are known. */
  of(month: string, each: number): readonly Tile[] | null {
    const held = this.held.get(`${month.slice(0, 4)}/${each}`);
    return held ? (held.tiles.get(month) ?? []) : null;
  }

  /** Makes sure that the pictures of a year are known, as of this version of the library. */
  async want(year: string, each: number, version: number): Promise<void> {
    const key = `${year}/${each}`;
    const held = this.held.get(key);
    const good = held?.version === version && Date.now() - held.at < GOOD_FOR;
    if (good || this.coming.has(key)) return;
    this.coming.add(key);
    try {
      const months = new Map<string, Tile[]>();
      for (const tile of tilesOf(await this.source.covers(year, each))) {
        const month = tile.shownAt.slice(0, 7);
        const list = months.get(month);
        if (list) list.push(tile);
        else months.set(month, [tile]);
      }
      this.held.set(key, { tiles: months, at: Date.now(), version });
      this.coming.delete(key);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // The names stand there without pictures meanwhile.
      setTimeout(() => this.coming.delete(key), RETRY_AFTER);
    }
  }
}
