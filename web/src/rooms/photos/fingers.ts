/** What fingers do on the timeline besides scrolling: rest on a photo and draw on over others, or pinch. */
import type { Attachment } from 'svelte/attachments';

export interface Fingers {
  /** A finger rests on something. False: it means nothing there, and may scroll. */
  held: (target: HTMLElement) => boolean;
  /** That finger is drawn over the page. */
  drawn: (x: number, y: number) => void;
  lifted: () => void;
  /** Two fingers went apart (1) or together (-1) around a point. */
  pinched: (step: 1 | -1, x: number, y: number) => void;
}

const HOLD = 420;
const TREMBLE = 10;
/** Two fingers go so far apart for one step. */
const APART = 1.35;

/** Listens to fingers, and swallows the click that would follow when one has rested. */
export function fingers(on: Fingers): Attachment<HTMLElement> {
  return (node) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from = { x: 0, y: 0 };
    let drawing = false;
    let swallow = false;
    let spread = 0;

    const end = (): void => {
      clearTimeout(timer);
      if (drawing) on.lifted();
      drawing = false;
      spread = 0;
    };

    const start = (event: TouchEvent): void => {
      end();
      swallow = false;
      const [one, two] = event.touches;
      if (one && two) {
        spread = between(one, two);
        return;
      }
      if (!one || !(event.target instanceof HTMLElement)) return;
      const target = event.target;
      from = { x: one.clientX, y: one.clientY };
      timer = setTimeout(() => {
        drawing = swallow = on.held(target);
      }, HOLD);
    };

    const move = (event: TouchEvent): void => {
      const [one, two] = event.touches;
      if (one && two && spread > 0) {
        if (event.cancelable) event.preventDefault();
        const factor = between(one, two) / spread;
        if (factor < APART && factor > 1 / APART) return;
        spread = between(one, two);
        on.pinched(factor > 1 ? 1 : -1, (one.clientX + two.clientX) / 2, (one.clientY + two.clientY) / 2);
      } else if (one && drawing) {
        if (event.cancelable) event.preventDefault();
        on.drawn(one.clientX, one.clientY);
      } else if (one && Math.hypot(one.clientX - from.x, one.clientY - from.y) > TREMBLE) {
        clearTimeout(timer);
      }
    };

    const click = (event: MouseEvent): void => {
      if (!swallow) return;
      swallow = false;
      event.preventDefault();
      event.stopPropagation();
    };
    const menu = (event: Event): void => {
      if (!drawing && !swallow) return;
      event.preventDefault();
      event.stopPropagation();
    };

    node.addEventListener('touchstart', start, { passive: true });
    // It must be able to keep the page from scrolling under the finger.
    node.addEventListener('touchmove', move, { passive: false });
    node.addEventListener('touchend', end);
    node.addEventListener('touchcancel', end);
    node.addEventListener('click', click, { capture: true });
    node.addEventListener('contextmenu', menu);
    return () => {
      end();
      node.removeEventListener('touchstart', start);
      node.removeEventListener('touchmove', move);
      node.removeEventListener('touchend', end);
      node.removeEventListener('touchcancel', end);
      node.removeEventListener('click', click, { capture: true });
      node.removeEventListener('contextmenu', menu);
    };
  };
}

function between(one: Touch, two: Touch): number {
  return Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
}
