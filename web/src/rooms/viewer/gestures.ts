/** Fingers, mouse and wheel on the stage, told as what they mean. Positions count from the middle of the stage. */
import type { Attachment } from 'svelte/attachments';

export interface Gestures {
  /** Whether the picture is zoomed: then dragging moves it, else it turns the page. */
  zoomed: () => boolean;
  /** Zoom by a factor at a point, and move by so much. */
  zoom: (factor: number, x: number, y: number, dx: number, dy: number) => void;
  /** Dragged by so much since the last call. */
  pan: (dx: number, dy: number) => void;
  /** Dragged sideways or down so far, while not zoomed. */
  swipe: (dx: number, dy: number) => void;
  /** Let go of a swipe, at a speed in pixels per millisecond. */
  swiped: (dx: number, dy: number, vx: number, vy: number) => void;
  tap: (touch: boolean) => void;
  doubleTap: (x: number, y: number) => void;
}

/** A pointer that moved less is still pressing, not dragging. */
const STILL = 8;
/** Two taps within this time and distance are one double tap. */
const TWICE = 280;
const NEAR = 32;

export function gestures(on: Gestures): Attachment<HTMLElement> {
  return (node) => {
    const down = new Map<number, { x: number; y: number }>();
    let start = { x: 0, y: 0, time: 0 };
    let last = { x: 0, y: 0, time: 0 };
    let velocity = { x: 0, y: 0 };
    let axis: 'x' | 'y' | null = null;
    let dragging = false;
    let pinched = false;
    let tapped = { x: 0, y: 0, time: -Infinity };
    let tapTimer: ReturnType<typeof setTimeout> | undefined;

    const at = (event: MouseEvent): { x: number; y: number } => {
      const box = node.getBoundingClientRect();
      return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
    };
    const middle = (): { x: number; y: number; apart: number } => {
      const [a = { x: 0, y: 0 }, b = a] = [...down.values()];
      return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) };
    };

    const press = (event: PointerEvent): void => {
      if (event.button !== 0 || ignored(event)) return;
      down.set(event.pointerId, at(event));
      if (down.size === 1) {
        start = last = { ...at(event), time: event.timeStamp };
        velocity = { x: 0, y: 0 };
        axis = null;
        dragging = pinched = false;
      } else {
        if (dragging && !on.zoomed()) on.swiped(0, 0, 0, 0);
        pinched = true;
        for (const id of down.keys()) node.setPointerCapture(id);
      }
    };

    const move = (event: PointerEvent): void => {
      if (!down.has(event.pointerId)) return;
      const before = middle();
      down.set(event.pointerId, at(event));
      const now = middle();
      if (down.size === 2) {
        on.zoom(now.apart / Math.max(1, before.apart), now.x, now.y, now.x - before.x, now.y - before.y);
        return;
      }
      if (pinched) return;
      const [dx, dy] = [now.x - start.x, now.y - start.y];
      if (!dragging) {
        if (Math.hypot(dx, dy) < STILL) return;
        dragging = true;
        axis = Math.abs(dx) > Math.abs(dy) ? 'x' : 'y';
        node.setPointerCapture(event.pointerId);
      }
      const time = Math.max(1, event.timeStamp - last.time);
      velocity = { x: (now.x - last.x) / time, y: (now.y - last.y) / time };
      if (on.zoomed()) on.pan(now.x - last.x, now.y - last.y);
      else on.swipe(axis === 'x' ? dx : 0, axis === 'y' ? dy : 0);
      last = { ...now, time: event.timeStamp };
    };

    const release = (event: PointerEvent): void => {
      if (!down.delete(event.pointerId) || down.size > 0) return;
      const here = at(event);
      if (dragging && !pinched) {
        const [dx, dy] = [here.x - start.x, here.y - start.y];
        const stopped = event.type === 'pointercancel' || event.timeStamp - last.time > 100;
        const [vx, vy] = stopped ? [0, 0] : [velocity.x, velocity.y];
        if (!on.zoomed()) on.swiped(axis === 'x' ? dx : 0, axis === 'y' ? dy : 0, vx, vy);
      } else if (!pinched && event.type === 'pointerup') {
        tap(here, event);
      }
    };

    const tap = (here: { x: number; y: number }, event: PointerEvent): void => {
      clearTimeout(tapTimer);
      const twice = event.timeStamp - tapped.time < TWICE && Math.hypot(here.x - tapped.x, here.y - tapped.y) < NEAR;
      tapped = { ...here, time: twice ? -Infinity : event.timeStamp };
      if (twice) on.doubleTap(here.x, here.y);
      else tapTimer = setTimeout(() => on.tap(event.pointerType !== 'mouse'), TWICE);
    };

    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1);
      // A pinch on a touchpad comes as a wheel with Ctrl, in small steps.
      const factor = Math.exp(-Math.max(-240, Math.min(240, pixels)) * (event.ctrlKey ? 0.012 : 0.0022));
      const { x, y } = at(event);
      on.zoom(factor, x, y, 0, 0);
    };

    node.addEventListener('pointerdown', press);
    node.addEventListener('pointermove', move);
    node.addEventListener('pointerup', release);
    node.addEventListener('pointercancel', release);
    node.addEventListener('wheel', wheel, { passive: false });
    return () => {
      clearTimeout(tapTimer);
      node.removeEventListener('pointerdown', press);
      node.removeEventListener('pointermove', move);
      node.removeEventListener('pointerup', release);
      node.removeEventListener('pointercancel', release);
      node.removeEventListener('wheel', wheel);
    };
  };
}

/** Height of a video's own controls. */
const CONTROLS = 72;

/** Buttons and a video's controls keep their clicks. */
function ignored(event: PointerEvent): boolean {
  if (!(event.target instanceof Element)) return true;
  if (event.target.closest('button, a, input')) return true;
  const video = event.target.closest('video');
  return !!video && event.clientY > video.getBoundingClientRect().bottom - CONTROLS;
}
