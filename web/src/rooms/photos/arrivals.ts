/** Looks whether something came or went, as long as somebody can see it: what another device or program adds appears by itself. */

/** Milliseconds between two looks. While nothing has changed one costs the server next to nothing. */
const EVERY = 5000;

/** Calls `look` again and again while the page is visible, and at once when it becomes so. Returns what ends it. */
export function watchArrivals(look: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  const next = (): void => {
    clearTimeout(timer);
    if (!over && document.visibilityState === 'visible') timer = setTimeout(run, EVERY);
  };
  const run = (): void => void look().finally(next);
  const seen = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') run();
  };

  document.addEventListener('visibilitychange', seen);
  next();
  return () => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}
