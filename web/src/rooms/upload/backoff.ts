/** How long to wait before the next try. */

const FIRST = 1000;
const LONGEST = 60_000;

/**
 * Milliseconds before try number `tries + 1`: twice as long each time, up to a minute. Half of it is chance, so that what broke
 * off together does not come back together. `random` gives 0 to 1.
 */
export function pauseOf(tries: number, random: () => number = Math.random): number {
  const most = Math.min(LONGEST, FIRST * 2 ** Math.min(tries, 20));
  return most / 2 + (most / 2) * random();
}
