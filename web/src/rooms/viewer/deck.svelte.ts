/** The photo and its neighbours side by side: how far a finger has pulled them, and the turning from one to the next. */
import { calm } from './calm';
import type { Gestures } from './gestures';
import type { Viewer } from './viewer.svelte';

/** Pulled down so far, or so fast, the photo is put away. */
const DOWN = 110;
const DOWN_FAST = 0.6;
/** A flick at this speed (pixels per millisecond) turns the page however short it was. */
const FLICK = 0.35;

/** So long it is remembered that somebody wanted to go on, while nobody knows yet where to. */
const WISHED = 3000;

export class Deck {
  pull = $state.raw({ x: 0, y: 0 });
  /** Follows the finger, without any easing. */
  moving = $state(false);
  turning = $state<-1 | 0 | 1>(0);
  /** The bars are away, so that only the photo is seen. */
  quiet = $state(false);

  /** It was asked to be turned before the neighbour was known. */
  private wish: { step: 1 | -1; until: number } | null = null;
  private readonly viewer: Viewer;
  private readonly onmove: (id: string) => void;
  private readonly onclose: () => void;

  /** How far the middle photo is from its place, in pixels. */
  readonly away: number = $derived.by(() => this.pull.x - this.turning * this.viewer.stage.width);

  constructor(viewer: Viewer, onmove: (id: string) => void, onclose: () => void) {
    this.viewer = viewer;
    this.onmove = onmove;
    this.onclose = onclose;
  }

  /** Turns the page: the neighbour slides in, and when it is there (`turned`) it is the one that is looked at. */
  turn(step: -1 | 1): void {
    // Whoever leafs quickly does not wait for the page before.
    this.turned();
    const next = step === 1 ? this.viewer.after : this.viewer.before;
    this.wish = next ? null : { step, until: performance.now() + WISHED };
    if (!next) return;
    this.moving = false;
    this.pull = { x: 0, y: 0 };
    if (calm() || this.viewer.stage.width === 0) this.go(next.id);
    else this.turning = step;
  }

  /** A neighbour is known by now: whoever asked for it before gets it. */
  found(): void {
    const { wish } = this;
    if (!wish || wish.until < performance.now()) return;
    if (wish.step === 1 ? this.viewer.after : this.viewer.before) this.turn(wish.step);
  }

  /** The sliding is over. */
  turned(): void {
    const next = this.turning === 1 ? this.viewer.after : this.turning === -1 ? this.viewer.before : undefined;
    if (!next) return;
    this.moving = true;
    this.turning = 0;
    this.go(next.id);
  }

  /** Looks at another photo, without sliding. */
  go(id: string): void {
    void this.viewer.show(id, this.viewer.shelf);
    this.onmove(id);
  }

  /** What fingers, mouse and wheel do here. */
  readonly gestures: Gestures = {
    zoomed: () => this.viewer.zoomed,
    touched: () => this.viewer.touched(),
    zoom: (factor, at, by, smooth) => {
      if (smooth) this.viewer.zoomBy(factor, at);
      else this.viewer.pinch(factor, at, by);
    },
    pan: (by) => this.viewer.pan(by),
    released: (speed) => {
      if (this.viewer.released(speed)) this.onclose();
    },
    swipe: ({ x, y }) => {
      this.moving = true;
      const end = (x > 0 && !this.viewer.before) || (x < 0 && !this.viewer.after);
      this.pull = { x: end ? x / 3 : x, y: Math.max(0, y) };
    },
    swiped: (by, speed) => {
      if (by.y > DOWN || (by.y > 30 && speed.y > DOWN_FAST)) {
        // It flies home from where it was let go.
        this.onclose();
        return;
      }
      this.moving = false;
      this.pull = { x: 0, y: 0 };
      const far = this.viewer.stage.width / 3;
      if (by.x < -far || (by.x < -20 && speed.x < -FLICK)) this.turn(1);
      else if (by.x > far || (by.x > 20 && speed.x > FLICK)) this.turn(-1);
    },
    flick: (step) => this.turn(step),
    tap: (touch) => {
      if (touch) this.quiet = !this.quiet;
    },
    doubleTap: (at) => this.viewer.toggleZoom(at),
  };
}
