/** The window scrolls, the page changes its width, photos arrive above: connects them with the timeline's arithmetic. */
import { tick, untrack } from 'svelte';
import type { Board } from './board.svelte';
import { density } from './density.svelte';
import type { Overview } from './overview.svelte';
import type { Timeline } from './timeline.svelte';

/** A photo that is brought into view keeps away from the edges: bars may cover them. */
const MARGIN = 104;
const FOOT = 24;

export interface Scrolling {
  /** What is scrolled: the photos, or the cards of an overview. */
  readonly scrolled: Timeline | Overview;
  /** The window was scrolled, or its size has changed. */
  look: () => void;
  /** Scrolls as little as is needed to show a photo. */
  reveal: (id: string) => Promise<void>;
  /** What stands at a point of the window, in the timeline's pixels. */
  toTimeline: (x: number, y: number) => { x: number; y: number };
}

/** Does so while the calling component lives. `ground` is as high as the page of the timeline. */
export function scrolling(board: Board, ground: () => HTMLElement | undefined): Scrolling {
  const { timeline } = board;
  const scrolled = $derived(density.overview ? board.overview : timeline);

  /** Where the view begins, from the top of the ground. */
  function look(): void {
    const node = ground();
    if (!node) return;
    board.viewHeight = innerHeight;
    scrolled.look(-node.getBoundingClientRect().top, innerHeight);
  }

  $effect(() => {
    const [shown, node] = [scrolled, ground()];
    if (!node) return;
    return untrack(() => {
      const unmount = shown.mount();
      shown.moved = (y) => {
        // The ground gets its new height first, or the window could not scroll that far.
        void tick().then(() => {
          scrollBy({ top: y + node.getBoundingClientRect().top, behavior: 'instant' });
          look();
        });
      };
      const observer = new ResizeObserver(() => {
        shown.resize(node.clientWidth);
        look();
      });
      observer.observe(node);
      shown.resize(node.clientWidth);
      look();
      return () => {
        observer.disconnect();
        shown.moved = () => undefined;
        unmount();
      };
    });
  });

  return {
    get scrolled() {
      return scrolled;
    },
    look,
    reveal: async (id) => {
      const box = density.overview ? null : timeline.standing.boxOf(id);
      const node = ground();
      if (!box || !node) return;
      const top = node.getBoundingClientRect().top + box.y - timeline.base;
      const lowest = Math.max(MARGIN, innerHeight - MARGIN + FOOT - box.height);
      if (top < MARGIN) timeline.go(box.y - MARGIN);
      else if (top > lowest) timeline.go(box.y - lowest);
      await tick();
      look();
      await tick();
    },
    toTimeline: (x, y) => {
      const box = ground()?.getBoundingClientRect();
      if (!box) return { x, y };
      const rtl = getComputedStyle(document.documentElement).direction === 'rtl';
      return { x: rtl ? box.right - x : x - box.left, y: y - box.top + timeline.base };
    },
  };
}
