/** A finger that stays on a tile: the touch screen's way to choose something. */
import type { Attachment } from 'svelte/attachments';

const HOLD = 420;
const TREMBLE = 10;

/** Calls `held` with what a finger rests on, and swallows the click that would follow. */
export function longPress(held: (target: HTMLElement) => void): Attachment<HTMLElement> {
  return (node) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from = { x: 0, y: 0 };
    let fired = false;

    const stop = (): void => clearTimeout(timer);

    const down = (event: PointerEvent): void => {
      fired = false;
      if (event.pointerType === 'mouse' || !event.isPrimary || !(event.target instanceof HTMLElement)) return;
      const target = event.target;
      from = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        fired = true;
        held(target);
      }, HOLD);
    };
    const move = (event: PointerEvent): void => {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > TREMBLE) stop();
    };
    const click = (event: MouseEvent): void => {
      if (!fired) return;
      fired = false;
      event.preventDefault();
      event.stopPropagation();
    };
    const menu = (event: Event): void => {
      if (fired) event.preventDefault();
    };

    node.addEventListener('pointerdown', down);
    node.addEventListener('pointermove', move);
    node.addEventListener('pointerup', stop);
    node.addEventListener('pointercancel', stop);
    node.addEventListener('click', click, { capture: true });
    node.addEventListener('contextmenu', menu);
    return () => {
      stop();
      node.removeEventListener('pointerdown', down);
      node.removeEventListener('pointermove', move);
      node.removeEventListener('pointerup', stop);
      node.removeEventListener('pointercancel', stop);
      node.removeEventListener('click', click, { capture: true });
      node.removeEventListener('contextmenu', menu);
    };
  };
}
