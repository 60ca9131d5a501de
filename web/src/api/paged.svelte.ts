/** A list that comes page by page, the latest first. */
import { explain } from './client';

export interface Page<T> {
  items: readonly T[];
  cursor: string | null;
}

export class Paged<T> {
  items = $state.raw<readonly T[] | null>(null);
  cursor = $state<string | null>(null);
  trouble = $state<string | null>(null);
  busy = $state(false);
  private turn = 0;

  /** Begins anew with another question; what comes late of an older one is dropped. */
  async start(question: (cursor: string | null) => Promise<Page<T>>): Promise<void> {
    this.question = question;
    await this.load(null);
  }

  async more(): Promise<void> {
    if (this.cursor !== null && !this.busy) await this.load(this.cursor);
  }

  private question: (cursor: string | null) => Promise<Page<T>> = () => Promise.resolve({ items: [], cursor: null });

  private async load(cursor: string | null): Promise<void> {
    const turn = ++this.turn;
    this.busy = true;
    try {
      const page = await this.question(cursor);
      if (turn !== this.turn) return;
      this.items = cursor === null ? page.items : [...(this.items ?? []), ...page.items];
      this.cursor = page.cursor;
      this.trouble = null;
    } catch (error) {
      if (turn === this.turn) this.trouble = explain(error);
    } finally {
      if (turn === this.turn) this.busy = false;
    }
  }
}
