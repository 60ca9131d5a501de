/**
 * A shelf on a page: which section stands where, which of it is to be drawn, and what to fetch for it. All positions are
 * CSS pixels from the top of the timeline.
 */
import { guess, layOut, metricsFor, type DayBox, type Layout, type Metrics } from './layout';
import { at, cut, opensMonth, stack, type Span } from './sections';
import type { HeldDay, Shelf } from './shelf.svelte';
import type { Tile } from './tiles';

/** A tile to draw. `tile` is null while only its day's number is known. */
export interface ShownTile {
  key: string;
  tile: Tile | null;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface ShownDay {
  day: string;
  /** YYYY-MM when it begins a month: the heading stands between `top` and `y`. */
  month: string | null;
  x: number;
  top: number;
  y: number;
  width: number;
  tiles: ShownTile[];
  /** All photos of the day, also those that are not drawn; empty until they are known. */
  ids: readonly string[];
}

export interface ShownSection {
  key: string;
  top: number;
  height: number;
  days: ShownDay[];
}

/** A place to come back to: a photo or a day, and how far below the top of the view it stood. */
export interface Place {
  day: string;
  id: string | null;
  /** From the top of the view to the photo or day. */
  below: number;
}

/** Most photos are 3:2 or 4:3, lying or standing. */
const USUAL_RATIO = 1.3;
/** Tiles are drawn so far beyond the view. */
const DRAWN = 700;
/** Days are fetched so many views ahead and behind. */
const AHEAD = 1.5;
/** The window moves in steps of this, so that most scroll events change nothing. */
const STEP = 160;
/** The month is told of the day that stands so far below the top of the view, where no bar covers it. */
const EYE = 96;
/** Scrolling faster than this (pixels per millisecond), nobody can see pictures: none are fetched. */
const FAST = 4;
const SETTLED_AFTER = 120;
/** Before the page has a width nothing stands anywhere. */
const NOTHING: Layout = { height: 0, days: [], boxes: new Float32Array(0) };

export class Timeline {
  readonly shelf: Shelf;
  /** Called with the position to scroll to when what is above the view grew or shrank. */
  moved: (y: number) => void = () => undefined;
  fast = $state(false);
  /** YYYY-MM of the first day in view; empty above all days. */
  month = $state('');

  private width = $state(0);
  private view = $state.raw({ top: 0, bottom: 0 });
  private y = 0;
  private height = 0;
  private time = 0;
  private settle: ReturnType<typeof setTimeout> | undefined;
  private place: Place | null = null;
  private readonly cache = new Map<
    string,
    { days: readonly HeldDay[]; opens: boolean | undefined; width: number; layout: Layout }
  >();

  readonly metrics: Metrics = $derived(metricsFor(this.width));
  readonly spans: readonly Span[] = $derived.by(() => cut(this.shelf.days));
  readonly layouts: readonly Layout[] = $derived.by(() => this.spans.map((span) => this.layoutOf(span)));
  readonly tops: Float64Array = $derived(stack(this.layouts.map((layout) => layout.height)));
  readonly total: number = $derived(this.tops.at(-1) ?? 0);
  readonly shown: readonly ShownSection[] = $derived.by(() => this.draw());
  /** Photos in view that are still being developed. */
  readonly processing: readonly string[] = $derived.by(() => {
    const tiles = this.shown.flatMap((section) => section.days.flatMap((day) => day.tiles));
    return tiles.flatMap(({ tile }) => (tile?.state === 'processing' ? [tile.id] : []));
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
    };
  }

  /** The page has this width now. */
  resize(width: number): void {
    if (width === this.width) return;
    this.keepPlace(() => (this.width = width));
  }

  /** The reader sees, at the time `now` (milliseconds), the stretch of `height` that begins at `y`. */
  look(y: number, height: number, now = performance.now()): void {
    const speed = Math.abs(y - this.y) / Math.max(1, now - this.time);
    this.time = now;
    this.y = y;
    this.height = height;
    const top = Math.floor((y - DRAWN) / STEP) * STEP;
    const bottom = Math.ceil((y + height + DRAWN) / STEP) * STEP;
    if (top !== this.view.top || bottom !== this.view.bottom) this.view = { top, bottom };
    this.month = y > 0 ? (this.dayAt(y + EYE)?.day.day.slice(0, 7) ?? '') : '';
    clearTimeout(this.settle);
    this.fast = speed > FAST;
    if (this.fast) this.settle = setTimeout(() => this.rest(), SETTLED_AFTER);
    else this.fetch();
  }

  private rest(): void {
    this.fast = false;
    this.fetch();
  }

  private layoutOf(span: Span): Layout {
    if (this.width <= 0) return NOTHING;
    const days = this.shelf.days.slice(span.from, span.to);
    const key = days[0]?.day ?? '';
    const opens = days.map((_, i) => opensMonth(this.shelf.days, span.from + i));
    const old = this.cache.get(key);
    const same = old?.width === this.width && old.days.length === days.length && old.opens === opens[0];
    if (same && old.days.every((day, i) => sameShape(day, days[i]))) return old.layout;
    const layout = layOut(days.map(shapesOf), this.metrics, opens);
    this.cache.set(key, { days, opens: opens[0], width: this.width, layout });
    return layout;
  }

  private draw(): ShownSection[] {
    const { top, bottom } = this.view;
    const sections: ShownSection[] = [];
    for (let index = at(this.tops, top); index < this.spans.length; index++) {
      const span = this.spans[index];
      const layout = this.layouts[index];
      const start = this.tops[index] ?? 0;
      if (!span || !layout || start > bottom) break;
      const days = layout.days.flatMap((box, i) => {
        const day = this.shelf.days[span.from + i];
        if (!day || start + box.top > bottom || start + box.y + box.height < top) return [];
        const tiles: ShownTile[] = [];
        for (let n = 0; n < box.count; n++) {
          const [x = 0, y = 0, width = 0, height = 0] = layout.boxes.subarray(
            (box.first + n) * 4,
            (box.first + n + 1) * 4,
          );
          if (start + y > bottom || start + y + height < top) continue;
          const tile = day.tiles?.[n] ?? null;
          tiles.push({ key: tile?.id ?? `${day.day}/${n}`, tile, x, y, width, height });
        }
        const ids = day.whole ? (day.tiles?.map((tile) => tile.id) ?? []) : [];
        const month = opensMonth(this.shelf.days, span.from + i) ? day.day.slice(0, 7) : null;
        return [{ day: day.day, month, x: box.x, top: box.top, y: box.y, width: box.width, tiles, ids }];
      });
      const first = this.shelf.days[span.from]?.day ?? '';
      sections.push({
        key: first,
        top: start,
        height: layout.height,
        days,
      });
    }
    return sections;
  }

  /** Fetches the sections around the view, those in it first. */
  private fetch(): void {
    if (this.width === 0) return;
    const middle = this.y + this.height / 2;
    const reach = this.height * (AHEAD + 0.5);
    const groups: { days: string[]; away: number }[] = [];
    for (let index = at(this.tops, middle - reach); index < this.spans.length; index++) {
      const [start, end] = [this.tops[index] ?? 0, this.tops[index + 1] ?? 0];
      if (start > middle + reach) break;
      const span = this.spans[index];
      if (!span) break;
      const away = middle < start ? start - middle : Math.max(0, middle - end);
      groups.push({ days: this.shelf.days.slice(span.from, span.to).map((day) => day.day), away });
    }
    this.shelf.want(groups.sort((a, b) => a.away - b.away).map((group) => group.days));
  }

  /** Where the reader is, for coming back after a reload. */
  here(): Place | null {
    if (this.place) return this.place;
    const found = this.y > 0 ? this.dayAt(this.y) : null;
    if (!found) return null;
    const { day, box, layout, inside } = found;
    for (let i = box.first; day.tiles && i < box.first + box.count; i++) {
      const [, y = 0, , height = 0] = layout.boxes.subarray(i * 4, i * 4 + 4);
      const tile = day.tiles[i - box.first];
      if (tile && y + height > inside) return { day: day.day, id: tile.id, below: y - inside };
    }
    return { day: day.day, id: null, below: box.y - inside };
  }

  /** The day that stands at `y`, or the next one below; the last of its section where none is. */
  private dayAt(y: number): { day: HeldDay; box: DayBox; layout: Layout; inside: number } | null {
    const index = at(this.tops, y);
    const span = this.spans[index];
    const layout = this.layouts[index];
    if (!span || !layout) return null;
    const inside = y - (this.tops[index] ?? 0);
    let n = layout.days.findIndex((box) => box.y + box.height > inside);
    if (n < 0) n = layout.days.length - 1;
    const box = layout.days[n];
    const day = this.shelf.days[span.from + n];
    return box && day ? { day, box, layout, inside } : null;
  }

  /** Goes back to a place, now or as soon as the days are known. */
  comeBack(place: Place): void {
    const y = this.yOf(place);
    if (y === null) this.place = place;
    else this.moved(y);
  }

  /** Where the view must begin for a place to stand where it stood. Null while no day is known. */
  private yOf(place: Place): number | null {
    if (this.spans.length === 0 || this.width === 0) return null;
    const box = place.id === null ? null : this.boxOf(place.id);
    if (box) return box.y - place.below;
    const found = Math.min(this.shelf.indexOf(place.day), this.shelf.days.length - 1);
    const index = this.spans.findIndex((span) => found < span.to);
    const day = this.layouts[index]?.days[found - (this.spans[index]?.from ?? 0)];
    return (this.tops[index] ?? 0) + (day?.y ?? 0) - place.below;
  }

  /** Where a photo stands; null for one that is not held. */
  boxOf(id: string): { x: number; y: number; width: number; height: number } | null {
    const found = this.shelf.find(id);
    if (!found) return null;
    const dayIndex = this.shelf.indexOf(found.day);
    const index = this.spans.findIndex((span) => dayIndex < span.to);
    const layout = this.layouts[index];
    const first = layout?.days[dayIndex - (this.spans[index]?.from ?? 0)]?.first;
    if (!layout || first === undefined) return null;
    const [x = 0, y = 0, width = 0, height = 0] = layout.boxes.subarray((first + found.index) * 4);
    return { x, y: (this.tops[index] ?? 0) + y, width, height };
  }

  /** The photo above or below another one, nearest to its middle. Null where nothing is held. */
  vertical(id: string, step: 1 | -1): string | null {
    const from = this.boxOf(id);
    if (!from) return null;
    const middle = from.x + from.width / 2;
    const start = at(this.tops, from.y);
    for (const index of [start, start + step, start + 2 * step]) {
      const rows = this.held(index)
        .map((tile) => ({ ...tile, away: (tile.y - from.y) * step }))
        .filter((tile) => tile.away >= 1);
      const next = Math.min(...rows.map((tile) => tile.away));
      const aside = (tile: { x: number; width: number }): number =>
        Math.abs(tile.x + tile.width / 2 - middle) - tile.width / 2;
      const [best] = rows.filter((tile) => tile.away < next + 1).sort((a, b) => aside(a) - aside(b));
      if (best) return best.id;
    }
    return null;
  }

  /** The photos that are held of a section, with their places. */
  private held(index: number): { id: string; x: number; y: number; width: number }[] {
    const span = this.spans[index];
    const layout = this.layouts[index];
    if (!span || !layout) return [];
    const top = this.tops[index] ?? 0;
    return this.shelf.days.slice(span.from, span.to).flatMap((day, n) =>
      (day.tiles ?? []).map((tile, i) => {
        const [x = 0, y = 0, width = 0] = layout.boxes.subarray(((layout.days[n]?.first ?? 0) + i) * 4);
        return { id: tile.id, x, y: top + y, width };
      }),
    );
  }

  /** Makes a change without moving what the reader looks at. At the very top new photos may push it down. */
  private keepPlace(change: () => void): void {
    const place = this.here();
    change();
    const y = place && this.yOf(place);
    if (y !== null) this.place = null;
    if (y !== null && Math.abs(y - this.y) >= 0.5) {
      this.y = y;
      this.moved(y);
    }
    if (!this.fast) this.fetch();
  }
}

function shapesOf(day: HeldDay): Float32Array {
  if (!day.ratios) return guess(day.count, USUAL_RATIO);
  if (day.ratios.length === day.count) return day.ratios;
  const shapes = guess(day.count, USUAL_RATIO);
  shapes.set(day.ratios.subarray(0, day.count));
  return shapes;
}

function sameShape(a: HeldDay, b: HeldDay | undefined): boolean {
  return a === b || (a.day === b?.day && a.count === b.count && a.ratios === b.ratios);
}
