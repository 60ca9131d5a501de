import type { Side } from './place';

interface About {
  node: Element;
  text: string;
  side: Side;
  keys: string | undefined;
}

/** A mouse that passes by asks for nothing; one that has just read the neighbour's word does. */
const RESTS = 450;
const NEIGHBOUR = 250;

class Tips {
  shown = $state.raw<About | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last = -Infinity;

  soon(about: About): void {
    clearTimeout(this.timer);
    const wait = performance.now() - this.last < NEIGHBOUR || this.shown ? 0 : RESTS;
    this.timer = setTimeout(() => this.now(about), wait);
  }

  now(about: About): void {
    clearTimeout(this.timer);
    this.shown = about;
  }

  /** What the word was about was left, pressed or removed; null: whatever it is about. */
  leave(node: Element | null): void {
    clearTimeout(this.timer);
    if (!this.shown || (node && this.shown.node !== node)) return;
    this.last = performance.now();
    const left = this.shown;
    // What is removed while it has the focus says so in the middle of an update, when nothing may change.
    queueMicrotask(() => {
      if (this.shown === left) this.shown = null;
    });
  }
}

export const tips = new Tips();
