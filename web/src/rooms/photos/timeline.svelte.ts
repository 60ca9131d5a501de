/**
 * A shelf on a page: which section stands where, which of it is to be drawn, and what to fetch for it. All positions are
 * CSS pixels from the top of the timeline; the page itself may be a stretch of it (world.ts).
 */
import { metricsFor, type Closeness, type DayBox, type Layout, type Metrics } from './layout';
import { at } from './sections';
import type { HeldDay, Shelf } from './shelf.svelte';
import { sectionOf, Stacking, unknown, type Stack } from './stacking';
import type { Tile } from './tiles';
import { baseFor, heightOf } from './world';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A tile to draw. `tile` is null while only its shape is known. */
export interface ShownTile extends Box {
  key: string;
  tile: Tile | null;
}

export interface ShownDay {
  day: string;
  /** YYYY-MM when it begins a month: the heading stands between `top` and `y`. */
  month: string | null;
  x: number;
  top: number;
  y: number;
  width: number;
  height: number;
  /** Its tiles, row by row. A row that has not changed stays the same object, so that nothing is done for it. */
  rows: readonly (readonly ShownTile[])[];
  /** All photos of the day, also those that are not drawn; empty until they are known. */
  ids: readonly string[];
}

export interface ShownSection {
  key: string;
  top: number;
  height: number;
  /** Nothing is known of its shapes yet: only where it stands is drawn. */
  ghost: boolean;
  days: ShownDay[];
}

/** A place to come back to: a photo or a day, and how far below the top of the view it stood. */
export interface Place {
  day: string;
  id: string | null;
  /** From the top of the view to the photo or day. */
  below: number;
}

/** Tiles are drawn so far beyond the view. */
const DRAWN = 600;
/** Days are fetched so many views ahead and behind. */
const AHEAD = 1.5;
/** The window moves in steps of this, so that most scroll events change nothing. */
const STEP = 160;
/** The month is told of the day that stands so far below the top of the view, where no bar covers it. */
const EYE = 96;
/** Scrolling faster than this (pixels per millisecond), nobody can see pictures: none are fetched. */
const FAST = 4;
const SETTLED_AFTER = 120;

export class Timeline {
  readonly shelf: Shelf;
  /** Called with the position on the page to scroll to when what is above the view grew or shrank. */
  moved: (y: number) => void = () => undefined;
  fast = $state(false);
  /** YYYY-MM of the first day in view; empty above all days. */
  month = $state('');
  /** Where the page begins in the timeline. */
  base = $state(0);
  /** How far down the reader is, from 0 to 1. */
  progress = $state(0);
  closeness = $state<Closeness>('comfortable');

  private width = $state(0);
  private view = $state.raw({ top: 0, bottom: 0 });
  private y = 0;
  private height = 0;
  private time = 0;
  private settle: ReturnType<typeof setTimeout> | undefined;
  private place: Place | null = null;
  private readonly stacking = new Stacking();
  private readonly rows = new WeakMap<Layout, Rows>();

  readonly metrics: Metrics = $derived(metricsFor(this.width, this.closeness));
  readonly stack: Stack = $derived.by(() => this.stacking.of(this.shelf.days, this.metrics));
  readonly total: number = $derived(this.stack.tops.at(-1) ?? 0);
  /** How high the page is. */
  readonly size: number = $derived(heightOf(this.total));
  readonly shown: readonly ShownSection[] = $derived.by(() => this.draw());
  /** Photos in view that are still being developed. */
  readonly processing: readonly string[] = $derived.by(() => {
    const ids: string[] = [];
    for (const { tile } of tilesIn(this.shown)) if (tile?.state === 'processing') ids.push(tile.id);
    return ids;
  });

  constructor(shelf: Shelf) {
    this.shelf = shelf;
  }

  /** Shows this timeline until the returned function is called. */
  mount(): () => void {
    this.shelf.around = (change) => this.keepPlace(change);
    return () => {
      this.shelf.around = (change) => change();
      this.shelf.want([]);
      clearTimeout(this.settle);
      this.fast = false;
    };
  }

  /** The page has this width now. */
  resize(width: number): void {
    if (width === this.width) return;
    this.keepPlace(() => (this.width = width));
  }

  /** Photos stand closer or farther apart, and `keep` stays where it is. */
  setCloseness(closeness: Closeness, keep: Place | null = this.here()): void {
    if (closeness === this.closeness) return;
    this.place = keep;
    this.keepPlace(() => (this.closeness = closeness));
  }

  /** The reader sees, at the time `now` (milliseconds), the stretch of `height` that begins at `y` of the page. */
  look(y: number, height: number, now = performance.now()): void {
    const here = y + this.base;
    // Whoever scrolls away is not waiting any more to come back.
    if (Math.abs(here - this.y) > 2 && this.stack.spans.length > 0) this.place = null;
    const speed = Math.abs(here - this.y) / Math.max(1, now - this.time);
    this.time = now;
    this.y = here;
    this.height = height;
    this.see();
    clearTimeout(this.settle);
    this.fast = speed > FAST;
    if (this.fast) this.settle = setTimeout(() => this.rest(), SETTLED_AFTER);
    else this.fetch();
    const base = baseFor(here, this.base, this.total);
    if (base === this.base) return;
    this.base = base;
    this.moved(here - base);
  }

  private see(): void {
    const { y, height } = this;
    const top = Math.floor((y - DRAWN) / STEP) * STEP;
    const bottom = Math.ceil((y + height + DRAWN) / STEP) * STEP;
    if (top !== this.view.top || bottom !== this.view.bottom) this.view = { top, bottom };
    this.month = y > 0 ? (this.dayAt(y + EYE)?.day.day.slice(0, 7) ?? '') : '';
    this.progress = Math.min(1, Math.max(0, y / Math.max(1, this.total - height)));
  }

  /** The scrolling has come to its end. */
  rest(): void {
    clearTimeout(this.settle);
    this.fast = false;
    this.fetch();
  }

  /** Scrolls to a position of the timeline. */
  go(y: number): void {
    this.base = baseFor(Math.max(0, y), this.base, this.total);
    this.moved(y - this.base);
  }

  /** Scrolls so far down, from 0 to 1. */
  goTo(progress: number): void {
    this.go(progress * Math.max(0, this.total - this.height));
  }

  /** Scrolls to where a day stands, or the next earlier one; a little below the top of the view. */
  goToDay(day: string, below = EYE - 24): void {
    const y = this.yOf({ day, id: null, below });
    if (y !== null) this.go(y);
  }

  private draw(): ShownSection[] {
    const { top, bottom } = this.view;
    const { stack } = this;
    const sections: ShownSection[] = [];
    for (let index = at(stack.tops, top); index < stack.spans.length; index++) {
      const span = stack.spans[index];
      const start = stack.tops[index] ?? 0;
      if (!span || start > bottom) break;
      const ghost = unknown(stack, index);
      const days = ghost ? this.ghostDays(index) : this.drawDays(index, top - start, bottom - start);
      const height = (stack.tops[index + 1] ?? start) - start;
      // What stands for the unknown is made anew elsewhere, and not moved there.
      const key = `${stack.days[span.from]?.day ?? ''}${ghost ? ` ${Math.round(start)}` : ''}`;
      sections.push({ key, top: start, height, ghost, days });
    }
    return sections;
  }

  /** Of what is not known yet only where its months begin. */
  private ghostDays(index: number): ShownDay[] {
    const from = this.stack.spans[index]?.from ?? 0;
    const opens = this.stack.spans[index]?.opens[0];
    const box = this.stacking.layout(this.stack, index).days[0];
    const day = this.stack.days[from];
    return opens && box && day ? [{ ...box, day: day.day, month: day.day.slice(0, 7), rows: [], ids: [] }] : [];
  }

  private drawDays(index: number, top: number, bottom: number): ShownDay[] {
    const span = this.stack.spans[index];
    const layout = this.stacking.layout(this.stack, index);
    const all = this.rowsOf(index, layout);
    const drawn: ShownDay[] = [];
    for (const [i, box] of layout.days.entries()) {
      const day = this.stack.days[(span?.from ?? 0) + i];
      if (!day || box.top > bottom || box.y + box.height < top) continue;
      const rows = (all[i] ?? []).filter(([tile]) => tile && tile.y <= bottom && tile.y + tile.height >= top);
      const month = span?.opens[i] ? day.day.slice(0, 7) : null;
      drawn.push({ ...box, day: day.day, month, rows, ids: idsOf(day) });
    }
    return drawn;
  }

  /** All rows of a section, made once and kept while nothing in it changes. */
  private rowsOf(index: number, layout: Layout): Rows['days'] {
    const from = this.stack.spans[index]?.from ?? 0;
    const days = this.stack.days.slice(from, this.stack.spans[index]?.to ?? 0);
    const kept = this.rows.get(layout);
    if (kept && kept.of.every((day, i) => day === days[i])) return kept.days;
    const made = layout.days.map((box, i) => {
      const day = days[i];
      if (kept && kept.of[i] === day) return kept.days[i] ?? [];
      const rows: ShownTile[][] = [];
      for (let n = 0; n < box.count; n++) {
        const place = boxAt(layout, box.first + n);
        const tile = day?.tiles?.[n] ?? null;
        const shown = { key: tile?.id ?? `${day?.day ?? ''}/${n}`, tile, ...place };
        const row = rows.at(-1);
        if (row?.[0]?.y === shown.y) row.push(shown);
        else rows.push([shown]);
      }
      return rows;
    });
    this.rows.set(layout, { of: days, days: made });
    return made;
  }

  /** Fetches the sections around the view, those in it first. */
  private fetch(): void {
    if (this.width === 0) return;
    const { days, spans, tops } = this.stack;
    const middle = this.y + this.height / 2;
    const reach = this.height * (AHEAD + 0.5);
    const groups: { days: string[]; away: number }[] = [];
    for (let index = at(tops, middle - reach); index < spans.length; index++) {
      const [start, end] = [tops[index] ?? 0, tops[index + 1] ?? 0];
      if (start > middle + reach) break;
      const span = spans[index];
      if (!span) break;
      const away = middle < start ? start - middle : Math.max(0, middle - end);
      groups.push({ days: days.slice(span.from, span.to).map((day) => day.day), away });
    }
    this.shelf.want(groups.sort((a, b) => a.away - b.away).map((group) => group.days));
  }

  /** Fetches the section at `y`. */
  async load(y: number): Promise<void> {
    const span = this.stack.spans[at(this.stack.tops, y)];
    if (span) await this.shelf.load(this.stack.days.slice(span.from, span.to).map((day) => day.day));
  }

  /** Where the reader is, for coming back after a reload: what is known in view comes before what is only guessed. */
  here(): Place | null {
    if (this.place) return this.place;
    return this.y > 0 ? this.placeAt(0) : null;
  }

  /** What stands so far below the top of the view: the photo there or the first one below, else the day. */
  placeAt(below: number): Place | null {
    const { days, spans, tops } = this.stack;
    const [y, bottom] = [this.y + below, this.y + this.height];
    for (let index = at(tops, y); index < spans.length && (tops[index] ?? 0) < bottom; index++) {
      if (unknown(this.stack, index)) continue;
      const layout = this.stacking.layout(this.stack, index);
      const start = tops[index] ?? 0;
      for (const [n, box] of layout.days.entries()) {
        const day = days[(spans[index]?.from ?? 0) + n];
        if (!day?.ratios || start + box.y + box.height <= y) continue;
        if (start + box.y >= bottom) break;
        const id = firstBelow(day, box, layout, y - start);
        const top = id ? id.y : box.y;
        return { day: day.day, id: id?.id ?? null, below: start + top - this.y };
      }
    }
    const found = this.dayAt(y);
    return found && { day: found.day.day, id: null, below: found.box.y - found.inside + below };
  }

  /** The day that stands at `y`, or the next one below; the last of its section where none is. */
  private dayAt(y: number): { day: HeldDay; box: DayBox; layout: Layout; inside: number } | null {
    const { days, spans, tops } = this.stack;
    const index = at(tops, y);
    const span = spans[index];
    if (!span) return null;
    const layout = this.stacking.layout(this.stack, index);
    const inside = y - (tops[index] ?? 0);
    let n = layout.days.findIndex((box) => box.y + box.height > inside);
    if (n < 0) n = layout.days.length - 1;
    const box = layout.days[n];
    const day = days[span.from + n];
    return box && day ? { day, box, layout, inside } : null;
  }

  /** Goes back to a place, now or as soon as the days are known. */
  comeBack(place: Place): void {
    const y = this.yOf(place);
    this.place = this.arrived(place) ? null : place;
    if (y === null) return;
    this.y = y;
    this.go(y);
  }

  /** Whether it is known where a place really is: a photo's only when its day is held. */
  private arrived(place: Place): boolean {
    if (this.stack.spans.length === 0 || this.width === 0) return false;
    const day = this.shelf.day(place.day);
    return place.id === null || !day || (day.tiles !== null && day.whole);
  }

  /** Where the view must begin for a place to stand where it stood. Null while no day is known. */
  private yOf(place: Place): number | null {
    const { days, spans, tops } = this.stack;
    if (spans.length === 0 || this.width === 0) return null;
    const box = place.id === null ? null : this.boxOf(place.id);
    if (box) return box.y - place.below;
    const found = Math.min(this.shelf.indexOf(place.day), days.length - 1);
    const index = sectionOf(this.stack, found);
    const day = this.stacking.layout(this.stack, index).days[found - (spans[index]?.from ?? 0)];
    return (tops[index] ?? 0) + (day?.y ?? 0) - place.below;
  }

  /** Where a photo stands; null for one that is not held. */
  boxOf(id: string): Box | null {
    const found = this.shelf.find(id);
    if (!found) return null;
    const day = this.shelf.indexOf(found.day);
    const index = sectionOf(this.stack, day);
    const layout = this.stacking.layout(this.stack, index);
    const first = layout.days[day - (this.stack.spans[index]?.from ?? 0)]?.first;
    if (first === undefined) return null;
    const box = boxAt(layout, first + found.index);
    return { ...box, y: (this.stack.tops[index] ?? 0) + box.y };
  }

  /** The photo above or below another one, nearest to its middle. Null where nothing is held. */
  vertical(id: string, step: 1 | -1): string | null {
    const from = this.boxOf(id);
    if (!from) return null;
    const middle = from.x + from.width / 2;
    const start = at(this.stack.tops, from.y);
    for (const index of [start, start + step, start + 2 * step]) {
      const rows = this.held(index)
        .map((tile) => ({ ...tile, away: (tile.y - from.y) * step }))
        .filter((tile) => tile.away >= 1);
      const next = Math.min(...rows.map((tile) => tile.away));
      const aside = (tile: Box): number => Math.abs(tile.x + tile.width / 2 - middle) - tile.width / 2;
      const [best] = rows.filter((tile) => tile.away < next + 1).sort((a, b) => aside(a) - aside(b));
      if (best) return best.id;
    }
    return null;
  }

  /** The photo nearest to a point of the timeline, among those that are held around it. */
  nearest(x: number, y: number): string | null {
    const index = at(this.stack.tops, y);
    const away = (tile: Box): number =>
      Math.hypot(
        Math.max(0, tile.x - x, x - tile.x - tile.width),
        3 * Math.max(0, tile.y - y, y - tile.y - tile.height),
      );
    const tiles = [index - 1, index, index + 1].flatMap((near) => this.held(near));
    return (
      tiles.reduce<(Box & { id: string }) | null>(
        (best, tile) => (best && away(best) <= away(tile) ? best : tile),
        null,
      )?.id ?? null
    );
  }

  /** The photos that a rectangle touches, section by section; of sections of which nothing is held, nothing. */
  touched(rectangle: Box): Map<string, string[]> {
    const { days, spans, tops } = this.stack;
    const found = new Map<string, string[]>();
    for (let index = at(tops, rectangle.y); index < spans.length; index++) {
      if ((tops[index] ?? 0) > rectangle.y + rectangle.height) break;
      const key = days[spans[index]?.from ?? 0]?.day ?? '';
      const tiles = this.held(index);
      if (tiles.length > 0)
        found.set(
          key,
          tiles.filter((tile) => overlap(tile, rectangle)).map((tile) => tile.id),
        );
    }
    return found;
  }

  /** Whether a rectangle reaches into the section that begins with this day. */
  reaches(day: string, rectangle: Box): boolean {
    const index = sectionOf(this.stack, this.shelf.indexOf(day));
    const [start = 0, end = 0] = [this.stack.tops[index], this.stack.tops[index + 1]];
    return index >= 0 && start < rectangle.y + rectangle.height && rectangle.y < end;
  }

  /** The photos that are held of a section, with their places. */
  private held(index: number): (Box & { id: string })[] {
    const span = this.stack.spans[index];
    if (!span) return [];
    const layout = this.stacking.layout(this.stack, index);
    const top = this.stack.tops[index] ?? 0;
    return this.stack.days.slice(span.from, span.to).flatMap((day, n) =>
      (day.tiles ?? []).map((tile, i) => {
        const box = boxAt(layout, (layout.days[n]?.first ?? 0) + i);
        return { ...box, id: tile.id, y: top + box.y };
      }),
    );
  }

  /** Where each month begins, the latest first. */
  months(): { month: string; y: number }[] {
    const { days, spans, tops } = this.stack;
    return spans.flatMap((span, index) => {
      const begin = span.opens.flatMap((opens, i) => (opens ? [i] : []));
      if (begin.length === 0) return [];
      if (begin.length === 1 && begin[0] === 0)
        return [{ month: days[span.from]?.day.slice(0, 7) ?? '', y: tops[index] ?? 0 }];
      const layout = this.stacking.layout(this.stack, index);
      return begin.map((i) => ({
        month: days[span.from + i]?.day.slice(0, 7) ?? '',
        y: (tops[index] ?? 0) + (layout.days[i]?.top ?? 0),
      }));
    });
  }

  /** Makes a change without moving what the reader looks at. At the very top new photos may push it down. */
  private keepPlace(change: () => void): void {
    const place = this.here();
    change();
    const y = place && this.yOf(place);
    if (place && this.arrived(place)) this.place = null;
    const base = baseFor(Math.max(0, y ?? this.y), this.base, this.total);
    if ((y !== null && Math.abs(y - this.y) >= 0.5) || base !== this.base) {
      this.y = y ?? this.y;
      this.base = base;
      this.moved(this.y - base);
    }
    if (!this.fast) this.fetch();
  }
}

/** The rows of a section's days, and the days that they were made of. */
interface Rows {
  of: readonly HeldDay[];
  days: readonly (readonly (readonly ShownTile[])[])[];
}

/** All tiles that are drawn. */
export function* tilesIn(shown: readonly ShownSection[]): Generator<ShownTile> {
  for (const section of shown) for (const day of section.days) for (const row of day.rows) yield* row;
}

const known = new WeakMap<HeldDay, readonly string[]>();

/** The ids of a day's photos; none until all are known. */
function idsOf(day: HeldDay): readonly string[] {
  const kept = known.get(day);
  if (kept) return kept;
  const ids = day.whole ? (day.tiles?.map((tile) => tile.id) ?? []) : [];
  known.set(day, ids);
  return ids;
}

function boxAt(layout: Layout, index: number): Box {
  const { boxes } = layout;
  const at = index * 4;
  return { x: boxes[at] ?? 0, y: boxes[at + 1] ?? 0, width: boxes[at + 2] ?? 0, height: boxes[at + 3] ?? 0 };
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The first photo of a day that reaches below `inside` (of its section), if the day's photos are held. */
function firstBelow(day: HeldDay, box: DayBox, layout: Layout, inside: number): { id: string; y: number } | null {
  for (let n = 0; n < box.count; n++) {
    const tile = day.tiles?.[n];
    const { y, height } = boxAt(layout, box.first + n);
    if (tile && y + height > inside) return { id: tile.id, y };
  }
  return null;
}
