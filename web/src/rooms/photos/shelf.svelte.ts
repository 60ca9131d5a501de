/**
 * What is held of one shelf (library, favourites, archive, trash): its days with their counts, and the photos of those days
 * that somebody looked at. Knows nothing of where they stand on a page (that is timeline.svelte.ts).
 */
import { Problem, type Bucket } from '#api';
import type { Source } from './source';
import { belongs, tileOf, tilesOf, type ShelfName, type Tile } from './tiles';

/** One day as far as it is known. Never changed in place: a change makes a new one, so identity tells whether it changed. */
export interface HeldDay {
  readonly day: string;
  readonly count: number;
  /** Null until fetched, and again after it was dropped. */
  readonly tiles: readonly Tile[] | null;
  /** The shapes known of it, which outlive its tiles so that its height stays. */
  readonly ratios: Float32Array | null;
  /** False while it comes in pieces, because there are so many of it. */
  readonly whole: boolean;
  /** Something changed since it was fetched. */
  readonly stale: boolean;
  readonly fetchedAt: number;
}

/** A photo and its day, which stays known when the photo itself is let go. */
export interface Spot {
  id: string;
  day: string;
}

/** Signed addresses hold for an hour at least; before that a day is asked for again. */
const GOOD_FOR = 45 * 60_000;
/** So many photos are held; beyond that the ones farthest from the reader are let go. */
const MOST_HELD = 6000;
/** Stretches of days fetched at the same time. */
const AT_ONCE = 3;
/** Wait so long before asking again when the server was not reached. */
const RETRY_AFTER = 3000;
/** A day is not asked for again because of a broken picture before this. */
const RENEW_AFTER = 60_000;

export class Shelf {
  readonly name: ShelfName;
  days = $state.raw<readonly HeldDay[]>([]);
  status = $state<'new' | 'loading' | 'ready' | 'failed'>('new');
  /** Why the last question was not answered; null when all is well. */
  problem = $state.raw<Problem | null>(null);
  count = $derived(this.days.reduce((total, day) => total + day.count, 0));

  /** Whoever shows this shelf wraps changes of `days`, to keep its place on the page. */
  around: (change: () => void) => void = (change) => change();

  readonly source: Source;
  /** Of the library: grows with every change. */
  version = $state(-1);
  private places = new Map<string, string>();
  private wanted: readonly (readonly string[])[] = [];
  private readonly pending = new Map<string, Promise<void>>();
  private active = 0;
  private asking: Promise<void> | null = null;
  private again = false;

  constructor(name: ShelfName, source: Source) {
    this.name = name;
    this.source = source;
  }

  /**
   * Makes sure that the days are known and not older than the last change. Never raises: see `problem`.
   *
   * `anew`: what is held may be wrong even though the server says that nothing has changed.
   */
  async refresh(anew = false): Promise<void> {
    if (anew) this.version = -1;
    if (this.asking) {
      this.again = true;
      return this.asking;
    }
    if (this.status === 'new' || this.status === 'failed') this.status = 'loading';
    this.asking = this.askDays();
    await this.asking;
    this.asking = null;
    if (this.again) {
      this.again = false;
      await this.refresh();
    }
  }

  private async askDays(): Promise<void> {
    try {
      const answer = await this.source.days(this.version);
      if (answer && answer.version !== this.version) this.takeDays(answer.days);
      if (answer) this.version = answer.version;
      this.problem = null;
      this.status = 'ready';
      this.pump();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
      if (this.status === 'loading') this.status = 'failed';
    }
  }

  private takeDays(days: readonly { day: string; count: number }[]): void {
    const known = new Map(this.days.map((day) => [day.day, day]));
    this.change(
      days.map(({ day, count }) => {
        const old = known.get(day);
        // What is on the screen stays until its replacement has come.
        if (old?.tiles) return { ...old, stale: true };
        if (old?.count === count) return old;
        return { day, count, tiles: null, ratios: null, whole: false, stale: false, fetchedAt: 0 };
      }),
    );
  }

  /** Says which stretches of days are looked at, the most urgent first. They are fetched as far as they are not held. */
  want(groups: readonly (readonly string[])[]): void {
    this.wanted = groups;
    this.pump();
  }

  private needs(day: string): boolean {
    const held = this.day(day);
    if (!held) return false;
    return held.tiles === null || !held.whole || held.stale || Date.now() - held.fetchedAt > GOOD_FOR;
  }

  private pump(): void {
    for (const group of this.wanted) {
      if (this.active >= AT_ONCE) return;
      const missing = group.filter((day) => this.needs(day));
      if (missing.length > 0 && !missing.some((day) => this.pending.has(day))) void this.run(missing);
    }
  }

  private async run(days: readonly string[]): Promise<void> {
    this.active++;
    let wait = 0;
    try {
      await this.load(days);
      this.problem = null;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
      wait = RETRY_AFTER;
    } finally {
      this.active--;
    }
    if (wait > 0) setTimeout(() => this.pump(), wait);
    else this.pump();
  }

  /** Fetches days wholly, and waits for those that are on their way. Those of a stretch arrive together and move only once. */
  async load(days: readonly string[]): Promise<void> {
    const coming = days.flatMap((day) => this.pending.get(day) ?? []);
    const missing = days.filter((day) => this.needs(day) && !this.pending.has(day));
    if (missing.length > 0) {
      const fetched = this.fetch(missing);
      for (const day of missing) this.pending.set(day, fetched);
      coming.push(fetched);
    }
    await Promise.all(coming);
  }

  /** Fetches all days from the first to the last of `days`, in one go where there are not too many photos. */
  private async fetch(days: readonly string[]): Promise<void> {
    const [latest, earliest] = [days[0] ?? '', days.at(-1) ?? ''];
    const tiles: Tile[] = [];
    try {
      let cursor: string | null = null;
      do {
        const bucket: Bucket = await this.source.bucket(latest, earliest, cursor);
        tiles.push(...tilesOf(bucket));
        cursor = bucket.cursor;
        this.replace(latest, earliest, tiles, cursor === null);
      } while (cursor !== null);
      this.prune();
    } finally {
      for (const day of days) this.pending.delete(day);
    }
  }

  /** Puts what was fetched into its days. While there is more to come, the last day is not whole and the rest waits. */
  private replace(latest: string, earliest: string, tiles: readonly Tile[], complete: boolean): void {
    const byDay = new Map<string, Tile[]>();
    for (const tile of tiles) {
      const day = tile.shownAt.slice(0, 10);
      const list = byDay.get(day);
      if (list) list.push(tile);
      else byDay.set(day, [tile]);
    }
    const reached = complete ? earliest : (tiles.at(-1)?.shownAt.slice(0, 10) ?? latest);
    const days = this.days.flatMap((day) => {
      if (day.day > latest || day.day < reached) return [day];
      const found = byDay.get(day.day) ?? [];
      const whole = complete || day.day !== reached;
      // A day whose last photo left is no day any more.
      if (whole && found.length === 0) return [];
      const count = whole ? found.length : Math.max(day.count, found.length);
      return [{ ...day, tiles: found, ratios: shapes(found), count, whole, stale: false, fetchedAt: Date.now() }];
    });
    this.change(days);
  }

  /** The day of that date, as it is held. */
  day(day: string): HeldDay | undefined {
    const index = this.indexOf(day);
    return this.days[index]?.day === day ? this.days[index] : undefined;
  }

  /** The index of a day, or of the first one before it in time (the days run backwards). */
  indexOf(day: string): number {
    let low = 0;
    let high = this.days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.days[middle]?.day ?? '') > day) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A photo that is held, and where. */
  find(id: string): { tile: Tile; day: string; index: number } | undefined {
    const day = this.places.get(id);
    const tiles = day === undefined ? undefined : this.day(day)?.tiles;
    const index = tiles?.findIndex((tile) => tile.id === id) ?? -1;
    const tile = tiles?.[index];
    return day !== undefined && tile ? { tile, day, index } : undefined;
  }

  /** The photo before or after another one; undefined at the ends, and for a photo that does not stand here. */
  async beside(id: string, step: 1 | -1): Promise<Tile | undefined> {
    const here = this.find(id);
    if (!here) return undefined;
    const near = this.day(here.day)?.tiles?.[here.index + step];
    if (near) return near;
    for (let index = this.indexOf(here.day) + step; ; index += step) {
      const next = this.days[index];
      if (!next) return undefined;
      if (next.tiles === null) await this.load([next.day]);
      const tile = this.day(next.day)?.tiles?.at(step === 1 ? 0 : -1);
      if (tile) return tile;
    }
  }

  /** The day on which a photo that is held stands. */
  dayOf(id: string): string | undefined {
    return this.places.get(id);
  }

  /** All photos from one to another, whichever comes first, both included. Of what is not held only the ids are fetched. */
  async between(from: Spot, to: Spot): Promise<string[]> {
    const [latest, earliest] = from.day > to.day ? [from.day, to.day] : [to.day, from.day];
    const ids = this.heldBetween(latest, earliest) ?? (await this.fetchIds(latest, earliest));
    const ends = [ids.indexOf(from.id), ids.indexOf(to.id)].sort((x, y) => x - y);
    return (ends[0] ?? -1) < 0 ? [] : ids.slice(ends[0], (ends[1] ?? 0) + 1);
  }

  /** The ids of all photos that stand here. */
  async all(): Promise<string[]> {
    const [latest, earliest] = [this.days[0]?.day, this.days.at(-1)?.day];
    if (latest === undefined || earliest === undefined) return [];
    return this.heldBetween(latest, earliest) ?? (await this.fetchIds(latest, earliest));
  }

  private heldBetween(latest: string, earliest: string): string[] | null {
    const days = this.days.slice(this.indexOf(latest), this.indexOf(earliest) + 1);
    const held = days.every((day) => day.whole && !day.stale);
    return held ? days.flatMap((day) => day.tiles?.map((tile) => tile.id) ?? []) : null;
  }

  private async fetchIds(latest: string, earliest: string): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { id: string[]; cursor: string | null } = await this.source.ids(latest, earliest, cursor);
      for (const id of page.id) ids.push(id);
      cursor = page.cursor;
    } while (cursor !== null);
    return ids;
  }

  /** Changes what is known of photos; those that do not belong here any more leave. */
  patch(changes: ReadonlyMap<string, Partial<Tile>>): void {
    const touched = new Set([...changes.keys()].map((id) => this.places.get(id)));
    const days: HeldDay[] = [];
    for (const day of this.days) {
      if (!touched.has(day.day) || !day.tiles) {
        days.push(day);
        continue;
      }
      const tiles = day.tiles
        .map((tile) => ({ ...tile, ...changes.get(tile.id) }))
        .filter((tile) => belongs(tile, this.name));
      const count = day.count - (day.tiles.length - tiles.length);
      if (count > 0) days.push({ ...day, tiles, ratios: shapes(tiles), count });
    }
    if (touched.size > 0) this.change(days);
  }

  /** A signed address did not hold: asks for its day again, unless that was just done. */
  renew(id: string): void {
    const day = this.day(this.places.get(id) ?? '');
    if (!day || Date.now() - day.fetchedAt < RENEW_AFTER) return;
    this.days = this.days.map((other) => (other === day ? { ...day, stale: true } : other));
    this.pump();
  }

  /** Asks again about photos that were still being developed. Says whether any of them is done. */
  async develop(ids: readonly string[]): Promise<boolean> {
    const photos = await this.source.photos(ids);
    const done = photos.filter((photo) => photo.state !== 'processing');
    if (done.length > 0) this.patch(new Map(done.map((photo) => [photo.id, tileOf(photo)])));
    return done.length > 0;
  }

  private change(days: readonly HeldDay[]): void {
    for (const day of days) for (const tile of day.tiles ?? []) this.places.set(tile.id, day.day);
    this.around(() => (this.days = days));
  }

  /** Lets go of what is far from the reader. Shapes stay, so nothing moves. */
  private prune(): void {
    let total = this.days.reduce((sum, day) => sum + (day.tiles?.length ?? 0), 0);
    if (total <= MOST_HELD) return;
    const near = new Set(this.wanted.flat());
    const here = this.indexOf(this.wanted[0]?.[0] ?? '');
    const far = this.days
      .map((day, index) => ({ day, away: Math.abs(index - here) }))
      .filter(({ day }) => day.tiles && !near.has(day.day))
      .sort((a, b) => b.away - a.away);
    const gone = new Set<HeldDay>();
    for (const { day } of far) {
      if (total <= MOST_HELD * 0.75) break;
      gone.add(day);
      total -= day.tiles?.length ?? 0;
      for (const tile of day.tiles ?? []) this.places.delete(tile.id);
    }
    this.days = this.days.map((day) => (gone.has(day) ? { ...day, tiles: null, whole: false } : day));
  }
}

function shapes(tiles: readonly Tile[]): Float32Array {
  return Float32Array.from(tiles, (tile) => tile.ratio);
}
