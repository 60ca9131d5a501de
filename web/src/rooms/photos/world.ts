/**
 * A page of a million photos is higher than browsers can draw (Chromium ends at 33,554,428 px, Firefox at about 17.9 million).
 * So the page is a stretch of the timeline, which is moved along before the reader comes to its end: every pixel that is
 * scrolled stays a pixel of the timeline. `base` is where the stretch begins.
 */

/** The page is at most so high. Up to here (some hundred thousand photos) nothing ever has to be moved. */
export const MOST = 8_000_000;
/** Nearer than this to an end of the page, which is not an end of the timeline, it moves along. */
const NEAR = 1_000_000;

/** How high the page is that shows a timeline of that height. */
export function heightOf(total: number): number {
  return Math.min(total, MOST);
}

function inside(base: number, total: number): number {
  return Math.round(Math.min(Math.max(0, base), total - heightOf(total)));
}

/** Where the stretch must begin to show what stands at `y` of the timeline. It stays where it was while it can. */
export function baseFor(y: number, base: number, total: number): number {
  const size = heightOf(total);
  const kept = inside(base, total);
  const tooHigh = y - kept < NEAR && kept > 0;
  const tooLow = kept + size - y < NEAR && kept + size < total;
  return tooHigh || tooLow ? inside(y - size / 2, total) : kept;
}
