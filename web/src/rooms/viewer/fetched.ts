/** The parts of the viewer that a page does not need before somebody opens a photo. Each is fetched once. */

export const prefetched = {
  opened: async () => (await import('./Opened.svelte')).default,
  slideshow: async () => (await import('./Slideshow.svelte')).default,
  compare: async () => (await import('./Compare.svelte')).default,
};

/** Does something when the page has nothing else to do. Gives a way to call it off. */
export function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(act, 1500);
    return () => clearTimeout(timer);
  }
  const waiting = requestIdleCallback(act, { timeout: 4000 });
  return () => cancelIdleCallback(waiting);
}
