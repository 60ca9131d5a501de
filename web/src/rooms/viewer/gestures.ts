/**
 * Fingers, mouse and wheel on the stage, told as what they mean. Positions count from the middle of the stage.
 * `Hand` is the plain machine; `gestures` lends it a browser's events.
 */
import type { Attachment } from 'svelte/attachments';

export interface Point {
  x: number;
  y: number;
}

export interface Gestures {
  /** Whether the picture is zoomed: then dragging moves it, else it turns the page. */
  zoomed: () => boolean;
  /** Something was touched: what moves by itself stops. */
  touched: () => void;
  /** Zoom by a factor at a point, and move by so much. `smooth`: in one step of a mouse wheel, not under the fingers. */
  zoom: (factor: number, at: Point, by: Point, smooth: boolean) => void;
  /** Dragged by so much since the last call. */
  pan: (by: Point) => void;
  /** Two fingers, or one that dragged a zoomed picture, were lifted; at a speed in pixels per millisecond. */
  released: (speed: Point) => void;
  /** Dragged sideways or down so far, while not zoomed. */
  swipe: (by: Point) => void;
  /** Let go of a swipe. */
  swiped: (by: Point, speed: Point) => void;
  /** A touchpad asks for a neighbour. */
  flick: (step: 1 | -1) => void;
  tap: (touch: boolean) => void;
  doubleTap: (at: Point) => void;
}

/** A pointer that moved less is still pressing, not dragging. */
const STILL = 8;
/** Two taps within this time and distance are one double tap. */
export const TWICE = 280;
const NEAR = 32;
/** Speed is measured over the last moments. */
const RECENT = 80;
/** Fingers that rested so long before they were lifted did not throw. */
const RESTED = 60;
/** So far a touchpad must be swept for a neighbour; then it counts anew after a pause. */
const SWEEP = 90;
const PAUSE = 180;

const NOWHERE: Point = { x: 0, y: 0 };

export class Hand {
  private readonly on: Gestures;
  private readonly down = new Map<number, Point>();
  private start: Point = NOWHERE;
  private last: Point = NOWHERE;
  private trail: { x: number; y: number; time: number }[] = [];
  private axis: 'x' | 'y' | null = null;
  private dragging = false;
  private pinched = false;
  private tapped = { x: 0, y: 0, time: -Infinity };
  private tapTimer: ReturnType<typeof setTimeout> | undefined;
  private swept = 0;
  private sweptAt = -Infinity;
  private sweepSpent = false;

  constructor(on: Gestures) {
    this.on = on;
  }

  /** Whether pointers should be kept even when they leave the stage. */
  get holds(): boolean {
    return this.dragging || this.pinched;
  }

  press(id: number, at: Point): void {
    this.down.set(id, at);
    if (this.down.size === 1) {
      this.on.touched();
      this.start = this.last = at;
      this.trail = [];
      this.axis = null;
      this.dragging = this.pinched = false;
      return;
    }
    // The second finger ends a swipe that the first began.
    if (this.dragging && !this.pinched && !this.on.zoomed()) this.on.swiped(NOWHERE, NOWHERE);
    this.pinched = true;
    this.trail = [];
  }

  move(id: number, at: Point, time: number): void {
    if (!this.down.has(id)) return;
    const before = this.middle();
    this.down.set(id, at);
    const now = this.middle();
    if (this.down.size >= 2) {
      const by = { x: now.x - before.x, y: now.y - before.y };
      this.on.zoom(now.apart / Math.max(1, before.apart), now, by, false);
      this.remember(now, time);
      return;
    }
    if (this.pinched) {
      // One of two fingers stayed: it goes on moving what was zoomed.
      if (this.on.zoomed()) this.on.pan({ x: at.x - before.x, y: at.y - before.y });
      this.remember(at, time);
      return;
    }
    const [dx, dy] = [at.x - this.start.x, at.y - this.start.y];
    if (!this.dragging) {
      if (Math.hypot(dx, dy) < STILL) return;
      this.dragging = true;
      this.axis = Math.abs(dx) > Math.abs(dy) ? 'x' : 'y';
      this.last = this.start;
    }
    this.remember(at, time);
    if (this.on.zoomed()) this.on.pan({ x: at.x - this.last.x, y: at.y - this.last.y });
    else this.on.swipe({ x: this.axis === 'x' ? dx : 0, y: this.axis === 'y' ? dy : 0 });
    this.last = at;
  }

  release(id: number, at: Point, time: number, cancelled: boolean, touch: boolean): void {
    if (!this.down.delete(id)) return;
    if (this.down.size > 0) {
      this.trail = [];
      return;
    }
    const speed = cancelled ? NOWHERE : this.speed(time);
    if (this.pinched) {
      this.on.released(this.on.zoomed() ? speed : NOWHERE);
    } else if (this.dragging) {
      if (this.on.zoomed()) this.on.released(speed);
      else {
        const [dx, dy] = [at.x - this.start.x, at.y - this.start.y];
        const by = { x: this.axis === 'x' ? dx : 0, y: this.axis === 'y' ? dy : 0 };
        this.on.swiped(cancelled ? NOWHERE : by, speed);
      }
    } else if (!cancelled) this.tap(at, time, touch);
    this.dragging = this.pinched = false;
  }

  wheel(at: Point, by: Point, pixels: boolean, pinch: boolean, time: number): void {
    // A pinch on a touchpad comes as a wheel with Ctrl, in small steps; a mouse's wheel in large ones without a part of a pixel.
    const pad = pixels && !pinch && (by.x !== 0 || Math.abs(by.y) < 50 || !Number.isInteger(by.y));
    if (pad && this.on.zoomed()) {
      this.on.touched();
      this.on.pan({ x: -by.x, y: -by.y });
      this.on.released(NOWHERE);
    } else if (pad && Math.abs(by.x) > Math.abs(by.y)) this.sweep(by.x, time);
    else {
      this.on.touched();
      const amount = Math.max(-240, Math.min(240, by.y * (pixels ? 1 : 16)));
      this.on.zoom(Math.exp(-amount * (pinch ? 0.012 : 0.0022)), at, NOWHERE, !pinch && !pad);
      if (pinch || pad) this.on.released(NOWHERE);
    }
  }

  stop(): void {
    clearTimeout(this.tapTimer);
    this.down.clear();
  }

  private sweep(by: number, time: number): void {
    if (time - this.sweptAt > PAUSE) {
      this.swept = 0;
      this.sweepSpent = false;
    }
    this.sweptAt = time;
    this.swept += by;
    if (this.sweepSpent || Math.abs(this.swept) < SWEEP) return;
    this.sweepSpent = true;
    this.on.flick(this.swept > 0 ? 1 : -1);
  }

  private tap(at: Point, time: number, touch: boolean): void {
    clearTimeout(this.tapTimer);
    const again = time - this.tapped.time < TWICE && Math.hypot(at.x - this.tapped.x, at.y - this.tapped.y) < NEAR;
    this.tapped = { ...at, time: again ? -Infinity : time };
    if (again) this.on.doubleTap(at);
    else this.tapTimer = setTimeout(() => this.on.tap(touch), TWICE);
  }

  private middle(): Point & { apart: number } {
    const [a = NOWHERE, b = a] = [...this.down.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) };
  }

  private remember(at: Point, time: number): void {
    this.trail.push({ ...at, time });
    while ((this.trail[0]?.time ?? time) < time - RECENT) this.trail.shift();
  }

  private speed(time: number): Point {
    const [first, last] = [this.trail[0], this.trail.at(-1)];
    if (!first || !last || first === last || time - last.time > RESTED) return NOWHERE;
    const took = Math.max(1, last.time - first.time);
    return { x: (last.x - first.x) / took, y: (last.y - first.y) / took };
  }
}

export function gestures(on: Gestures): Attachment<HTMLElement> {
  return (node) => {
    const hand = new Hand(on);
    const at = (event: MouseEvent): Point => {
      const box = node.getBoundingClientRect();
      return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
    };
    const press = (event: PointerEvent): void => {
      if (event.button !== 0 || ignored(event)) return;
      hand.press(event.pointerId, at(event));
      if (hand.holds) node.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent): void => {
      hand.move(event.pointerId, at(event), event.timeStamp);
      if (hand.holds && !node.hasPointerCapture(event.pointerId)) node.setPointerCapture(event.pointerId);
    };
    const release = (event: PointerEvent): void => {
      const cancelled = event.type === 'pointercancel';
      hand.release(event.pointerId, at(event), event.timeStamp, cancelled, event.pointerType !== 'mouse');
    };
    const wheel = (event: WheelEvent): void => {
      if (ignored(event)) return;
      event.preventDefault();
      const by = { x: event.deltaX, y: event.deltaY };
      hand.wheel(at(event), by, event.deltaMode === 0, event.ctrlKey, event.timeStamp);
    };

    node.addEventListener('pointerdown', press);
    node.addEventListener('pointermove', move);
    node.addEventListener('pointerup', release);
    node.addEventListener('pointercancel', release);
    node.addEventListener('wheel', wheel, { passive: false });
    return () => {
      hand.stop();
      node.removeEventListener('pointerdown', press);
      node.removeEventListener('pointermove', move);
      node.removeEventListener('pointerup', release);
      node.removeEventListener('pointercancel', release);
      node.removeEventListener('wheel', wheel);
    };
  };
}

/** Buttons and a video's controls keep their clicks. */
function ignored(event: Event): boolean {
  return !(event.target instanceof Element) || !!event.target.closest('button, a, input, [role=slider], [role=menu]');
}
