/** The slow drift of a photo in a slideshow: in or out, towards one side, the same for the same photo. */
export interface Drift {
  from: string;
  to: string;
}

const GROWTH = 0.09;

/** `seed` is any number that belongs to the photo. It never shows more than the picture has, or an edge of it. */
export function driftOf(seed: number): Drift {
  const angle = ((Math.abs(Math.floor(seed)) % 8) / 8) * 2 * Math.PI;
  // So much of the growth may be shifted without an edge coming in.
  const way = (GROWTH / 2) * 100 * 0.8;
  const [x, y] = [Math.cos(angle) * way, Math.sin(angle) * way];
  const [whole, near] = ['scale(1)', `translate(${x.toFixed(2)}%, ${y.toFixed(2)}%) scale(${1 + GROWTH})`];
  return Math.abs(Math.floor(seed / 8)) % 2 === 0 ? { from: whole, to: near } : { from: near, to: whole };
}

/** Whether a picture may fill the screen: when little of it is cut off then. */
export function mayFill(
  picture: { width: number; height: number },
  screen: { width: number; height: number },
): boolean {
  const [a, b] = [picture.width / picture.height, screen.width / screen.height];
  return Math.min(a, b) / Math.max(a, b) > 0.8;
}
