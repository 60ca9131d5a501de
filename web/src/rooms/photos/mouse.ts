/** What a mouse does on the timeline besides clicking: draw a rectangle over photos, and zoom with the wheel. */
import type { Attachment } from 'svelte/attachments';

export interface Mouse {
  /** The button went down at the first point, and the mouse is dragged. */
  began: (x: number, y: number) => void;
  dragged: (x: number, y: number) => void;
  released: () => void;
  /** Nearer (1) or farther (-1) at a point: the wheel with Ctrl, or two fingers on a touchpad. */
  zoomed: (step: 1 | -1, x: number, y: number) => void;
}

/** A click may tremble so much. */
const TREMBLE = 6;
/** So much of the wheel is one step: a touchpad sends little and often, a wheel 100 at once. */
const WHEEL = 60;
/** Between two steps of the same wheel. */
const PAUSE = 180;

export function mouse(on: Mouse): Attachment<HTMLElement> {
  return (node) => {
    let from: { x: number; y: number } | null = null;
    let dragging = false;
    let swallow = false;
    let turned = 0;
    let steppedAt = 0;

    const down = (event: PointerEvent): void => {
      swallow = false;
      if (event.pointerType !== 'mouse' || event.button !== 0 || event.shiftKey) return;
      if (!(event.target instanceof Element)) return;
      if (event.target.closest('button') && !event.target.closest('[data-id]')) return;
      from = { x: event.clientX, y: event.clientY };
    };
    const move = (event: PointerEvent): void => {
      if (!from || event.pointerType !== 'mouse') return;
      if (!dragging) {
        if (Math.hypot(event.clientX - from.x, event.clientY - from.y) <= TREMBLE) return;
        dragging = true;
        node.setPointerCapture(event.pointerId);
        on.began(from.x, from.y);
      }
      on.dragged(event.clientX, event.clientY);
    };
    const up = (): void => {
      from = null;
      if (!dragging) return;
      dragging = false;
      swallow = true;
      on.released();
      // The click comes at once or not at all.
      setTimeout(() => (swallow = false));
    };
    const click = (event: MouseEvent): void => {
      if (!swallow) return;
      swallow = false;
      event.preventDefault();
      event.stopPropagation();
    };
    const select = (event: Event): void => {
      if (from) event.preventDefault();
    };
    const wheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      turned += event.deltaY;
      if (Math.abs(turned) < WHEEL || event.timeStamp - steppedAt < PAUSE) return;
      const step = turned < 0 ? 1 : -1;
      turned = 0;
      steppedAt = event.timeStamp;
      on.zoomed(step, event.clientX, event.clientY);
    };

    node.addEventListener('pointerdown', down);
    node.addEventListener('pointermove', move);
    node.addEventListener('pointerup', up);
    node.addEventListener('pointercancel', up);
    node.addEventListener('click', click, { capture: true });
    node.addEventListener('selectstart', select);
    node.addEventListener('wheel', wheel, { passive: false });
    return () => {
      node.removeEventListener('pointerdown', down);
      node.removeEventListener('pointermove', move);
      node.removeEventListener('pointerup', up);
      node.removeEventListener('pointercancel', up);
      node.removeEventListener('click', click, { capture: true });
      node.removeEventListener('selectstart', select);
      node.removeEventListener('wheel', wheel);
    };
  };
}
