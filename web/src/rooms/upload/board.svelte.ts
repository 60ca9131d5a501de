/** What the tray shows of the queue: a picture of it, taken a few times a second however fast the queue changes. */
import type { Halt } from './halting';
import { STATES, type Item, type State } from './item';
import type { Uploads } from './uploads';

/** Milliseconds between two pictures. */
const EVERY = 150;

export interface Picture {
  counts: Readonly<Record<State, number>>;
  /** Files in the list, without those that were left out. */
  total: number;
  /** Files that go on by themselves. */
  left: number;
  bytesTotal: number;
  bytesDone: number;
  /** Bytes per second, and seconds until all is sent; null while nobody can say. */
  rate: number | null;
  seconds: number | null;
  paused: boolean;
  halt: Halt | null;
  /** Counts up: what is drawn of a file is looked up anew. */
  tick: number;
}

const NOTHING: Picture = {
  counts: Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>,
  ...{ total: 0, left: 0, bytesTotal: 0, bytesDone: 0, rate: null, seconds: null, paused: false, halt: null, tick: 0 },
};

export class Board {
  picture = $state.raw(NOTHING);
  /** Whether it is this person's own quota that is used up, and not the server's disk. */
  ownQuota = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;

  changed(uploads: Uploads): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.draw(uploads);
    }, EVERY);
  }

  draw(uploads: Uploads): void {
    const now = performance.now();
    const { bytesTotal, bytesDone, paused, halt, left, speed, running } = uploads;
    const counts = Object.fromEntries(STATES.map((state) => [state, uploads.sets[state].size])) as Record<
      State,
      number
    >;
    this.picture = {
      ...{ counts, left, bytesTotal, bytesDone, paused, halt },
      total: uploads.size - counts.skipped,
      rate: running ? speed.rate(now) : null,
      seconds: running ? speed.left(bytesTotal - bytesDone, now) : null,
      tick: this.picture.tick + 1,
    };
  }
}

/** The files in the order in which they are shown: what wants somebody, what goes, what waits, the latest that is over. */
export function orderOf(uploads: Uploads): Item[] {
  const order: Item[] = [];
  for (const state of STATES) {
    const items = [...uploads.sets[state]];
    order.push(...(state === 'done' ? items.reverse() : items));
  }
  return order;
}
