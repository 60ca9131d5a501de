/** What a page of the timeline has in hand besides the photos: the view on them, what is chosen, and where the keyboard is. */
import { Problem } from '#api';
import { outliving } from './outliving.svelte';
import { Selection } from './selection.svelte';
import type { Shelf } from './shelf.svelte';
import { shelf } from './shelves';
import type { ShelfName } from './tiles';
import { Timeline } from './timeline.svelte';

export class Board {
  readonly shelf: Shelf;
  readonly timeline: Timeline;
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
