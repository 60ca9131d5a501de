/** What a page of the timeline has in hand besides the photos: the view on them, what is chosen, and where the keyboard is. */
import { Problem } from '#api';
import { bequeath, handOver } from '#ui';
import { tick } from 'svelte';
import { outliving } from './outliving.svelte';
import { Selection } from './selection.svelte';
import { density, type Density } from './density.svelte';
import { besideGone, cardOf, isOnPhotos, land, linkOf } from './landing';
import type { Closeness } from './layout';
import { Overview } from './overview.svelte';
import type { Shelf, Spot } from './shelf.svelte';
import { beforeChanges, shelf } from './shelves';
import type { ShelfName } from './tiles';
import { tilesIn } from './drawing';
import type { Place } from './standing';
import { Timeline } from './timeline.svelte';

/** Where the eye goes first, from the top of the window. */
const LINE = 84;

export class Board {
  readonly shelf: Shelf;
  readonly timeline: Timeline;
  readonly overview: Overview;
  readonly selection = new Selection();
  /** The photo that the keyboard is on. */
  focused = $state<string | null>(null);

  /** The reader comes from that photo's own page. */
  returning = false;
  /** Puts the keyboard back on the photo it was on. Set by whoever shows this. */
  refocus: () => void = () => undefined;

  constructor(shelf: Shelf) {
    this.shelf = shelf;
    this.timeline = new Timeline(shelf);
    this.overview = new Overview(shelf);
    beforeChanges((ids) => this.passOn(ids));
  }

  /** How much of the page is seen, in pixels. */
  viewHeight = $state(0);
  /** The reader asked to go to a date. */
  datePending = $state(false);

  set closeness(closeness: Closeness) {
    this.timeline.setCloseness(closeness);
  }

  askForDate(): void {
    this.datePending = true;
  }

  /** Shows more or less at once. What stands at a point of the window (else near its top) stays there. */
  show(next: Density, x = 0, y = LINE): void {
    if (next === density.now) return;
    const { overview } = density;
    const place = overview ? null : this.timeline.placeAt(y);
    const keyboard = isOnPhotos();
    const day = (keyboard && this.dayOfKeyboard()) || (overview ? this.overview.dayAt(x, y) : place?.day);
    density.choose(next);
    if (next === 'comfortable' || next === 'compact') this.timeline.setCloseness(next, overview ? null : place);
    if (day !== undefined && (overview || density.overview)) this.goTo(day, y, keyboard);
  }

  /** Goes to a day among all photos. */
  enter(day: string): void {
    if (density.overview) density.choose(density.photos);
    this.timeline.setCloseness(density.photos, null);
    this.goTo(day, LINE, true);
  }

  /** Goes to a day, at that height of the window, as soon as what shows it is on the page. */
  private goTo(day: string, y: number, keyboard: boolean): void {
    void tick().then(() => {
      if (density.overview) this.overview.goToDay(day, y);
      else this.timeline.goToDay(day, y);
      if (keyboard) void this.landOn(day);
    });
  }

  /** The keyboard comes along: to the card of a day's month, or to the first photo of the day. */
  private async landOn(day: string): Promise<void> {
    if (density.overview) return land(() => cardOf(day.slice(0, 7)));
    const there = this.shelf.days.find((one) => one.day <= day) ?? this.shelf.days.at(-1);
    if (!there) return;
    await this.shelf.load([there.day]);
    // Whoever comes back to the month of a photo is on that photo again.
    if (this.focused !== null && this.shelf.dayOf(this.focused) === there.day) return land(() => linkOf(this.focused));
    this.focused = this.shelf.day(there.day)?.tiles?.[0]?.id ?? null;
    return land(() => linkOf(this.focused));
  }

  /** The day of what the keyboard is on: of a photo, or of the card of its month. */
  private dayOfKeyboard(): string | undefined {
    const month = document.activeElement?.closest<HTMLElement>('[data-month]')?.dataset['month'];
    const own = this.focused === null ? undefined : this.shelf.dayOf(this.focused);
    if (month === undefined || own?.startsWith(month)) return own;
    return this.shelf.days.find(({ day }) => day.startsWith(month))?.day;
  }

  /** What the keyboard is on may go: then it goes on with the nearest in view that stays. */
  private passOn(ids: readonly string[]): void {
    const { focused } = this;
    if (focused === null || !ids.includes(focused)) return;
    const drawn = [...tilesIn(this.timeline.shown)].flatMap(({ tile }) => tile?.id ?? []);
    const heir = besideGone(drawn, focused, new Set(ids));
    const link = linkOf(focused);
    const had = link !== null && link === document.activeElement;
    if (link) bequeath(link, () => linkOf(heir));
    void tick().then(() => {
      if (had) handOver(link);
      if (this.focused === focused && !this.shelf.find(focused)) this.focused = heir;
    });
  }

  /** A photo that is held, with its day. */
  spot(id: string): Spot | null {
    const day = this.shelf.dayOf(id);
    return day === undefined ? null : { id, day };
  }

  /** Where the reader is. */
  here(): Place | null {
    return density.overview ? this.overview.here() : this.timeline.here();
  }

  /** Goes back to a place, now or as soon as the days are known. */
  comeBack(place: Place): void {
    if (density.overview) this.overview.comeBack(place);
    else this.timeline.comeBack(place);
  }

  /** Looks whether photos are developed by now. What is done may belong to another day. */
  async develop(ids: readonly string[]): Promise<void> {
    try {
      if (await this.shelf.develop(ids)) await this.shelf.refresh();
    } catch (error) {
      // The next look comes in a moment anyway.
      if (!(error instanceof Problem)) throw error;
    }
  }
}

const boards = new Map<ShelfName, Board>();

/** The one board of a shelf: a page that is opened again is as it was left. */
export function boardOf(name: ShelfName): Board {
  const known = boards.get(name);
  if (known) return known;
  const board = outliving(() => new Board(shelf(name)));
  boards.set(name, board);
  return board;
}
