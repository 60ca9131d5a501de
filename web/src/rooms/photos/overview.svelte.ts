/** A shelf as cards, one for each month: which of them are in view, and what stands on them. */
import { cardMetrics, layOutCards, monthsOf, type Card, type CardMetrics, type YearOfCards } from './cards';
import { Covers } from './covers.svelte';
import { density } from './density.svelte';
import type { Shelf } from './shelf.svelte';
import type { Month, Place } from './standing';

/** Cards are drawn so far beyond the view. */
const DRAWN = 400;
const STEP = 200;
/** Pictures on a card of a month, and on one of a year. */
const EACH = { months: 3, years: 1 } as const;
const EYE = 96;
/** What a bar may cover at the top of the window. */
const BAR = 64;

export class Overview {
  readonly shelf: Shelf;
  moved: (y: number) => void = () => undefined;
  month = $state('');
  progress = $state(0);
  readonly base = 0;

  private width = $state(0);
  private view = $state.raw({ top: 0, bottom: 0 });
  private y = 0;
  private height = 0;
  private place: Place | null = null;
  private readonly covers: Covers;

  readonly kind: 'months' | 'years' = $derived(density.overview ?? 'months');
  readonly metrics: CardMetrics = $derived(cardMetrics(this.width, this.kind));
  readonly years: readonly YearOfCards[] = $derived.by(() =>
    this.width > 0 ? layOutCards(monthsOf(this.shelf.days), this.metrics) : [],
  );
  readonly total: number = $derived((this.years.at(-1)?.top ?? 0) + (this.years.at(-1)?.height ?? 0));
  readonly shown: readonly YearOfCards[] = $derived.by(() => {
    const { top, bottom } = this.view;
    return this.years
      .filter((year) => year.top < bottom && year.top + year.height > top)
      .map((year) => ({ ...year, cards: year.cards.filter((card) => this.inView(year.top + card.y)) }));
  });

  constructor(shelf: Shelf) {
    this.shelf = shelf;
    this.covers = new Covers(shelf.source);
  }

  get size(): number {
    return this.total;
  }

  /** The pictures of a card; null while they are not known. */
  pictures(card: Card): ReturnType<Covers['of']> {
    return this.covers.of(card.month, EACH[this.kind]);
  }

  private inView(y: number): boolean {
    return y < this.view.bottom && y + this.metrics.height + this.metrics.label > this.view.top;
  }

  mount(): () => void {
    this.shelf.around = (change) => this.keepPlace(change);
    return () => {
      this.shelf.around = (change) => change();
    };
  }

  resize(width: number): void {
    if (width !== this.width) this.keepPlace(() => (this.width = width));
  }

  look(y: number, height: number): void {
    this.y = y;
    this.height = height;
    const top = Math.floor((y - DRAWN) / STEP) * STEP;
    const bottom = Math.ceil((y + height + DRAWN) / STEP) * STEP;
    if (top !== this.view.top || bottom !== this.view.bottom) this.view = { top, bottom };
    this.month = y > 0 ? (this.cardAt(y + EYE)?.card.month ?? '') : '';
    this.progress = Math.min(1, Math.max(0, y / Math.max(1, this.total - height)));
    this.fetch();
  }

  private fetch(): void {
    for (const year of this.shown) void this.covers.want(year.year, EACH[this.kind], this.shelf.version);
  }

  rest(): void {
    this.fetch();
  }

  go(y: number): void {
    this.moved(y);
  }

  goTo(progress: number): void {
    if (progress <= 0) this.go(-this.height);
    else this.go(progress < 1 ? progress * Math.max(0, this.total - this.height) : this.total);
  }

  /** Scrolls to the card of a day's month. */
  goToDay(day: string, below = EYE): void {
    const y = this.yOf(day.slice(0, 7));
    const year = this.years.findLast(({ top }) => y !== null && top < y);
    // Of a year's first row the year is to be seen, too.
    const head = y !== null && year && y - year.top <= this.metrics.yearHead ? this.metrics.yearHead : 0;
    if (y !== null) this.go(y - Math.max(below, head + BAR));
  }

  /** Where each month stands; those that stand side by side at one place. */
  months(): Month[] {
    return this.years.flatMap((year) =>
      year.cards.map((card) => ({ month: card.month, y: year.top + (card.y === year.cards[0]?.y ? 0 : card.y) })),
    );
  }

  here(): Place | null {
    if (this.place) return this.place;
    const found = this.y > 0 ? this.cardAt(this.y + EYE) : null;
    return found && { day: found.card.day, id: null, below: found.y - this.y };
  }

  comeBack(place: Place): void {
    const y = this.yOf(place.day.slice(0, 7));
    if (y === null) this.place = place;
    else this.go(y - place.below);
  }

  /** The card in the row at `y`, or in the next one below. */
  cardAt(y: number, x = 0): { card: Card; y: number } | null {
    const year = this.years.find(({ top, height }) => top + height > y) ?? this.years.at(-1);
    const rows = year?.cards.filter((card) => year.top + card.y + this.metrics.height + this.metrics.label > y) ?? [];
    const row = rows.filter((card) => card.y === rows[0]?.y);
    const card = row.findLast((other) => other.x <= x) ?? row[0] ?? year?.cards.at(-1);
    return year && card ? { card, y: year.top + card.y } : null;
  }

  /** The latest day of the month whose card stands at a point of the view. */
  dayAt(x: number, y: number): string | undefined {
    return this.cardAt(this.y + y, x)?.card.day;
  }

  private yOf(month: string): number | null {
    for (const year of this.years) for (const card of year.cards) if (card.month <= month) return year.top + card.y;
    const last = this.years.at(-1);
    return last ? last.top + (last.cards.at(-1)?.y ?? 0) : null;
  }

  private keepPlace(change: () => void): void {
    const place = this.here();
    change();
    const y = place && this.yOf(place.day.slice(0, 7));
    if (!place || y === null) return;
    this.place = null;
    if (Math.abs(y - place.below - this.y) >= 0.5) {
      this.y = y - place.below;
      this.moved(this.y);
    }
  }
}
