/** A form that asks the server: whether it is busy, and what is wrong with which field. */
import { Problem } from './problem';

/** What is wrong with fields before the server is asked: a sentence each, or nothing. */
export type Wrong = Record<string, string | false | undefined>;

export class Form {
  busy = $state(false);
  problem = $state.raw<Problem | null>(null);

  /** Says what is wrong before the server is asked; true when nothing is. */
  check(wrong: Wrong): boolean {
    const fields = Object.entries(wrong).flatMap(([field, detail]) => (detail ? [{ field, detail }] : []));
    this.problem = fields[0] ? new Problem(422, '', fields[0].detail, fields) : null;
    return this.problem === null;
  }

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

  /**
   * What a form does when it is sent: checks, asks, and where a field is wrong puts the reader there. To be used with
   * `novalidate`: the browser's own bubbles speak its language, not the page's, and are gone after a moment.
   */
  async send(event: SubmitEvent, wrong: Wrong, action: () => Promise<void>): Promise<boolean> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (this.busy) return false;
    if (this.check(wrong) && (await this.run(action))) return true;
    // When the page has drawn which field it is.
    setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    return false;
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
