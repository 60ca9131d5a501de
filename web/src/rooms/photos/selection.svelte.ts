/**
 * Which photos are chosen to be acted on.
 *
 * A sweep (Shift with a click or an arrow, a rectangle, a finger that is drawn over photos) chooses what lies between its
 * beginning and its end on top of what was chosen before, and lets go again of what it leaves.
 */
import { SvelteSet } from 'svelte/reactivity';
import type { Spot } from './shelf.svelte';

export class Selection {
  readonly ids = new SvelteSet<string>();
  /** Where a stretch begins: the photo that was touched last. */
  anchor: Spot | null = null;
  /** What was chosen when the present sweep began; null while there is none. */
  private before: ReadonlySet<string> | null = null;

  get active(): boolean {
    return this.ids.size > 0;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  toggle(spot: Spot): void {
    this.before = null;
    if (!this.ids.delete(spot.id)) this.ids.add(spot.id);
    this.anchor = spot;
  }

  /** Begins a sweep, at a photo or in the open. */
  begin(spot: Spot | null): void {
    this.before = new Set(this.ids);
    if (spot) this.anchor = spot;
  }

  /** The sweep touches these now. */
  sweep(ids: readonly string[]): void {
    this.before ??= new Set(this.ids);
    const wanted = new Set(this.before);
    for (const id of ids) wanted.add(id);
    this.become(wanted);
  }

  /**
   * The present stretch ends at this photo: chosen is what lies between the anchor and it. `between` knows what that is.
   * Without an anchor it is this photo alone.
   */
  async extend(spot: Spot, between: (from: Spot, to: Spot) => Promise<readonly string[]>): Promise<void> {
    const anchor = this.anchor ?? spot;
    this.before ??= new Set(this.ids);
    const ids = anchor.id === spot.id ? [spot.id] : await between(anchor, spot);
    this.anchor = anchor;
    this.sweep(ids.length > 0 ? ids : [spot.id]);
  }

  /** Chooses all of some, or none of them when all were chosen already. */
  toggleAll(ids: readonly string[], day: string): void {
    this.before = null;
    const all = ids.every((id) => this.ids.has(id));
    for (const id of ids) {
      if (all) this.ids.delete(id);
      else this.ids.add(id);
    }
    const last = ids.at(-1);
    if (last !== undefined) this.anchor = { id: last, day };
  }

  /** Chooses these and nothing else. */
  choose(ids: readonly string[]): void {
    this.before = null;
    this.become(new Set(ids));
  }

  clear(): void {
    this.ids.clear();
    this.anchor = null;
    this.before = null;
  }

  /** Changes as little as possible: each photo listens for itself. */
  private become(wanted: ReadonlySet<string>): void {
    for (const id of [...this.ids]) if (!wanted.has(id)) this.ids.delete(id);
    for (const id of wanted) if (!this.ids.has(id)) this.ids.add(id);
  }
}
