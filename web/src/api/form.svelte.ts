/** A form that asks the server: whether it is busy, and what the server says is wrong with which field. */
import { Problem } from './problem';

export class Form {
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);

  /** Does something with the server. Gives true when it worked; what went wrong is in `problem`. */
  async run(action: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await action();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** What is wrong with a field. */
  error(name: string): string | undefined {
    return this.problem?.field(name);
  }

  /** What is wrong with the whole, unless a field says it better. */
  get trouble(): string | null {
    return this.problem && this.problem.fields.length === 0 ? this.problem.message : null;
  }
}
