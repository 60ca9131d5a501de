/** Which photos are chosen to be acted on. */
import { SvelteSet } from 'svelte/reactivity';

export class Selection {
  readonly ids = new SvelteSet<string>();
  /** The one that was touched last: a range goes from here. */
  private from: string | null = null;

  get active(): boolean {
    return this.ids.size > 0;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.from = id;
  }

  /** Chooses everything from the last touched one to this one, or this one alone. `between` gives what lies between. */
  async extend(id: string, between: (from: string, to: string) => Promise<string[]>): Promise<void> {
    const ids = this.from === null ? [] : await between(this.from, id);
    for (const chosen of ids.length > 0 ? ids : [id]) this.ids.add(chosen);
    this.from = id;
  }

  /** Chooses all of some, or none of them when all were chosen already. */
  toggleAll(ids: readonly string[]): void {
    const all = ids.every((id) => this.ids.has(id));
    for (const id of ids) {
      if (all) this.ids.delete(id);
      else this.ids.add(id);
    }
    this.from = ids.at(-1) ?? this.from;
  }

  clear(): void {
    this.ids.clear();
    this.from = null;
  }
}
