/** The keyboard stays on its photo, whatever happens to the elements that show it. */
import type { Board } from './board.svelte';

/** What was far away is drawn within so many frames. */
const FRAMES = 10;

/** The id of the photo that an element shows or lies in. */
export function idAt(target: EventTarget | null): string | null {
  return (target instanceof Element && target.closest<HTMLElement>('[data-id]')?.dataset['id']) || null;
}

export interface Focus {
  /** Brings a photo into view and the keyboard onto it. */
  on: (id: string | null | undefined) => Promise<void>;
  /** The reader took the keyboard elsewhere: nothing brings it back. */
  release: () => void;
}

/** Keeps it while the calling component lives. `ground` holds the tiles; `reveal` scrolls a photo into view. */
export function keepFocus(
  board: Board,
  ground: () => HTMLElement | undefined,
  reveal: (id: string) => Promise<void>,
): Focus {
  const linkOf = (id: string): HTMLElement | null | undefined =>
    ground()?.querySelector<HTMLElement>(`[data-id="${id}"] a`);

  // A photo that comes to stand elsewhere is drawn anew, perhaps only after the page has followed it.
  let kept: string | null = null;
  $effect.pre(() => {
    const id = board.timeline.shown.length > 0 ? idAt(document.activeElement) : null;
    if (id !== null || document.activeElement !== document.body) kept = id;
  });
  $effect(() => {
    if (board.timeline.shown.length === 0 || kept === null || document.activeElement !== document.body) return;
    linkOf(kept)?.focus({ preventScroll: true });
  });

  return {
    release: () => (kept = null),
    on: async (id) => {
      if (!id) return;
      board.focused = id;
      await reveal(id);
      for (let frames = 0; !linkOf(id) && frames < FRAMES; frames++) await new Promise(requestAnimationFrame);
      if (board.focused === id) linkOf(id)?.focus({ preventScroll: true });
    },
  };
}
