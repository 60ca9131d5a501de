/** Something that a page shows of the server: asked for, asked for again, and what went wrong with that. */
import { explain } from '#api';

export class Asked<T> {
  value = $state.raw<T | null>(null);
  trouble = $state<string | null>(null);
  /** While an action runs. */
  busy = $state(false);
  private readonly question: () => Promise<T>;
  private turn = 0;

  constructor(question: () => Promise<T>) {
    this.question = question;
  }

  /** Asks (again). What was shown stays until the answer is there; an older answer that comes late is dropped. */
  refresh = async (): Promise<void> => {
    const turn = ++this.turn;
    try {
      const value = await this.question();
      if (turn !== this.turn) return;
      this.value = value;
      this.trouble = null;
    } catch (error) {
      if (turn === this.turn) this.trouble = explain(error);
    }
  };

  /** Does something with the server, then asks again. Gives true when it worked. */
  act = async (action: () => Promise<unknown>): Promise<boolean> => {
    if (this.busy) return false;
    this.busy = true;
    try {
      await action();
      await this.refresh();
      return true;
    } catch (error) {
      this.trouble = explain(error);
      return false;
    } finally {
      this.busy = false;
    }
  };
}
