/** Drawing a sheet down with a finger, from its handle or its head: far or quick enough, and it closes. */

/** The share of its height after which a sheet that is let go closes, and the speed (pixels a millisecond). */
const FAR = 0.35;
const FAST = 0.5;

/** Whether a sheet of `height` pixels closes that was drawn `by` pixels and moved at `speed` when it was let go. */
export function closes(by: number, height: number, speed: number): boolean {
  return by > 0 && speed > -FAST && (by > height * FAR || speed > FAST);
}

/** `sheet` follows the finger that holds `node`, downwards only. */
export function drawDown(sheet: () => HTMLElement | null, onclose: () => void) {
  return (node: HTMLElement): (() => void) => {
    let from: number | null = null;
    let by = 0;
    let trail: { y: number; at: number }[] = [];

    function down(event: PointerEvent): void {
      const control = event.target instanceof Element && event.target.closest('button, a, input, select, textarea');
      if (event.pointerType === 'mouse' || !event.isPrimary || control) return;
      from = event.clientY;
      trail = [{ y: event.clientY, at: event.timeStamp }];
      node.setPointerCapture(event.pointerId);
    }

    function move(event: PointerEvent): void {
      const moved = sheet();
      if (from === null || !moved) return;
      by = Math.max(0, event.clientY - from);
      trail = [...trail.filter(({ at }) => event.timeStamp - at < 100), { y: event.clientY, at: event.timeStamp }];
      moved.style.transition = 'none';
      moved.style.translate = `0 ${by}px`;
    }

    function up(event: PointerEvent): void {
      const moved = sheet();
      if (from === null || !moved) return;
      from = null;
      moved.style.transition = '';
      const first = trail[0];
      const speed = first && event.timeStamp > first.at ? (event.clientY - first.y) / (event.timeStamp - first.at) : 0;
      if (event.type === 'pointerup' && closes(by, moved.offsetHeight, speed)) onclose();
      else moved.style.translate = '';
      by = 0;
    }

    node.addEventListener('pointerdown', down);
    node.addEventListener('pointermove', move);
    node.addEventListener('pointerup', up);
    node.addEventListener('pointercancel', up);
    return () => {
      node.removeEventListener('pointerdown', down);
      node.removeEventListener('pointermove', move);
      node.removeEventListener('pointerup', up);
      node.removeEventListener('pointercancel', up);
    };
  };
}
