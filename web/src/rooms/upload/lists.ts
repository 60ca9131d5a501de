/** Which file is in which list, and how many bytes of all are done. A file is in one list at a time, and its bytes count once. */
import { STATES, type Item, type State } from './item';

export class Lists {
  readonly of: Readonly<Record<State, Set<Item>>>;
  bytesTotal = 0;
  bytesDone = 0;

  constructor() {
    this.of = Object.fromEntries(STATES.map((state) => [state, new Set<Item>()])) as Record<State, Set<Item>>;
  }

  get size(): number {
    return this.count(STATES);
  }

  count(states: readonly State[]): number {
    return states.reduce((total, state) => total + this.of[state].size, 0);
  }

  first(state: State): Item | undefined {
    return this.of[state].values().next().value;
  }

  /** Takes in a file. What is left out counts no bytes: nobody waits for them. */
  enter(item: Item, state: State): void {
    item.state = state;
    this.of[state].add(item);
    if (state !== 'skipped') this.bytesTotal += item.size;
  }

  move(item: Item, state: State): void {
    this.of[item.state].delete(item);
    item.state = state;
    this.of[state].add(item);
  }

  remove(item: Item): void {
    this.tally(item, 0);
    if (this.of[item.state].delete(item) && item.state !== 'skipped') this.bytesTotal -= item.size;
  }

  /** So many bytes of it count as done. */
  tally(item: Item, bytes: number): void {
    this.bytesDone += bytes - item.counted;
    item.counted = bytes;
  }

  clear(): void {
    for (const state of STATES) this.of[state].clear();
    this.bytesTotal = this.bytesDone = 0;
  }
}
