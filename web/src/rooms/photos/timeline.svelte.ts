/**
 * A shelf on a page: which section stands where, which of it is to be drawn, and what to fetch for it. All positions are
 * CSS pixels from the top of the timeline; the page itself may be a stretch of it (world.ts).
 */
import { lookAt } from './attaching';
import { Drawing, tilesIn, type ShownSection } from './drawing';
import { metricsFor, type Closeness, type Metrics } from './layout';
import { at } from './sections';
import type { Shelf } from './shelf.svelte';
import { Stacking, type Stack } from './stacking';
import { Standing, type Month, type Place } from './standing';
import { baseFor, heightOf } from './world';

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
  private readonly drawing = new Drawing(this.stacking);

  readonly metrics: Metrics = $derived(metricsFor(this.width, this.closeness));
  readonly stack: Stack = $derived.by(() => this.stacking.of(this.shelf.days, this.metrics));
  readonly total: number = $derived(this.stack.tops.at(-1) ?? 0);
  /** How high the page is. */
  readonly size: number = $derived(heightOf(this.total));
  /** Where its photos stand. */
  readonly standing: Standing = $derived.by(() => new Standing(this.shelf, this.stack, this.stacking));
  readonly shown: readonly ShownSection[] = $derived.by(() =>
    this.drawing.draw(this.stack, this.view.top, this.view.bottom),
  );
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
    lookAt(y, y + height);
    const top = Math.floor((y - DRAWN) / STEP) * STEP;
    const bottom = Math.ceil((y + height + DRAWN) / STEP) * STEP;
    if (top !== this.view.top || bottom !== this.view.bottom) this.view = { top, bottom };
    this.month = y > 0 ? (this.standing.dayAt(y + EYE)?.day.day.slice(0, 7) ?? '') : '';
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

  /** Scrolls so far down, from 0 to 1; at the ends to those of the page, where more may stand. */
  goTo(progress: number): void {
    if (progress <= 0) this.go(-this.height);
    else this.go(progress < 1 ? progress * Math.max(0, this.total - this.height) : this.total);
  }

  /** Scrolls to where a day stands, or the next earlier one; a little below the top of the view. */
  goToDay(day: string, below = EYE - 24): void {
    const y = this.standing.yOf({ day, id: null, below });
    if (y !== null) this.go(y);
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
    return this.standing.placeAt(this.y, below, this.height);
  }

  /** Where each month begins, the latest first. */
  months(): Month[] {
    return this.standing.months();
  }

  /** Goes back to a place, now or as soon as the days are known. */
  comeBack(place: Place): void {
    const y = this.standing.yOf(place);
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

  /** Makes a change without moving what the reader looks at. At the very top new photos may push it down. */
  private keepPlace(change: () => void): void {
    const place = this.here();
    change();
    const y = place && this.standing.yOf(place);
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
