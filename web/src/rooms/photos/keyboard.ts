/** What the keys of a timeline do. */
import type { Board } from './board.svelte';
import { density } from './density.svelte';

export interface Acts {
  open: (id: string) => void;
  /** Brings a photo into view and the keyboard onto it. */
  focus: (id: string | null | undefined) => Promise<void>;
  zoom: (step: 1 | -1) => void;
  chooseAll: () => void;
}

/** Handles a key that was pressed while the timeline was what the reader works in. `id` is the photo that the keyboard is on. */
export function keyboard(board: Board, acts: Acts): (event: KeyboardEvent, id: string | null) => void {
  const { shelf, timeline, selection } = board;

  function choose(id: string, stretch: boolean): void {
    const spot = board.spot(id);
    if (!spot) return;
    if (stretch) void selection.extend(spot, (a, b) => shelf.between(a, b));
    else selection.toggle(spot);
  }

  /** Goes on to another photo; with Shift everything up to it is chosen. */
  async function walk(
    from: string,
    to: Promise<string | null | undefined> | string | null,
    shift: boolean,
  ): Promise<void> {
    const id = await to;
    if (!id) return;
    const spot = board.spot(from);
    if (shift && !selection.anchor && spot) selection.begin(spot);
    await acts.focus(id);
    if (shift) choose(id, true);
  }

  async function end(first: boolean): Promise<string | undefined> {
    const day = first ? shelf.days[0] : shelf.days.at(-1);
    if (!day) return undefined;
    await shelf.load([day.day]);
    return shelf.day(day.day)?.tiles?.at(first ? 0 : -1)?.id;
  }

  async function page(id: string, step: 1 | -1): Promise<string | null> {
    const box = timeline.standing.boxOf(id);
    if (!box) return null;
    const y = Math.min(timeline.total - 1, Math.max(0, box.y + box.height / 2 + step * innerHeight * 0.8));
    await timeline.load(y);
    return timeline.standing.nearest(box.x + box.width / 2, y);
  }

  const step = (rtl: boolean): 1 | -1 => (rtl ? -1 : 1);
  const beside = (id: string, to: 1 | -1): Promise<string | undefined> => shelf.beside(id, to).then((tile) => tile?.id);

  function onPhoto(event: KeyboardEvent, id: string): boolean {
    const { shiftKey: shift } = event;
    const rtl = getComputedStyle(document.documentElement).direction === 'rtl';
    const run: Record<string, () => void> = {
      ArrowRight: () => void walk(id, beside(id, step(rtl)), shift),
      ArrowLeft: () => void walk(id, beside(id, step(!rtl)), shift),
      ArrowUp: () => void walk(id, timeline.standing.vertical(id, -1), shift),
      ArrowDown: () => void walk(id, timeline.standing.vertical(id, 1), shift),
      Home: () => void walk(id, end(true), shift),
      End: () => void walk(id, end(false), shift),
      PageUp: () => void walk(id, page(id, -1), shift),
      PageDown: () => void walk(id, page(id, 1), shift),
      ' ': () => choose(id, shift),
      x: () => choose(id, shift),
      X: () => choose(id, true),
    };
    const action = run[event.key];
    action?.();
    return action !== undefined;
  }

  function anywhere(event: KeyboardEvent): boolean {
    if (event.key === '+' || event.key === '=') acts.zoom(1);
    else if (event.key === '-') acts.zoom(-1);
    else if (event.key === 'Escape' && selection.active) selection.clear();
    else if (event.key === 'Home') (density.overview ? board.overview : timeline).go(-innerHeight);
    else if (event.key === 'End') (density.overview ? board.overview : timeline).goTo(1);
    else return false;
    return true;
  }

  return (event, id) => {
    if (event.altKey || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== 'a' || density.overview) return;
      event.preventDefault();
      acts.chooseAll();
    } else if ((id !== null && onPhoto(event, id)) || anywhere(event)) event.preventDefault();
  };
}

/** Whether a key belongs to something that is written into, or that lies above the page. */
export function elsewhere(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  return target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=menu]') !== null;
}
