/** Scrolls while a pointer that drags something is near the upper or lower edge of the window. */

/** So near, in pixels. */
const EDGE = 90;
/** Pixels per millisecond at the very edge. */
const FASTEST = 1.6;

/** How fast to scroll for a pointer at `y` in a window of that height; below 0 upwards, 0 away from the edges. */
export function speedAt(y: number, height: number): number {
  const near = y < EDGE ? y - EDGE : y > height - EDGE ? y - height + EDGE : 0;
  return Math.max(-1, Math.min(1, near / EDGE)) * FASTEST;
}

export class Autoscroll {
  private y = 0;
  private frame = 0;
  private last = 0;
  private readonly scrolled: () => void;

  /** `scrolled` is called after every bit of scrolling. */
  constructor(scrolled: () => void) {
    this.scrolled = scrolled;
  }

  /** The pointer is here now. */
  at(y: number): void {
    this.y = y;
    if (this.frame === 0 && speedAt(y, innerHeight) !== 0) {
      this.last = performance.now();
      this.frame = requestAnimationFrame((now) => this.step(now));
    }
  }

  private step(now: number): void {
    const speed = speedAt(this.y, innerHeight);
    this.frame = speed === 0 ? 0 : requestAnimationFrame((next) => this.step(next));
    if (speed === 0) return;
    scrollBy({ top: speed * Math.min(50, Math.max(0, now - this.last)), behavior: 'instant' });
    this.last = now;
    this.scrolled();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }
}
