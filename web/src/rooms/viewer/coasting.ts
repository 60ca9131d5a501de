/** How something moves on after it was let go: it slows down, and beyond its edge it is pulled back. Times in ms. */

export interface Coasting {
  at: number;
  /** Pixels per millisecond. */
  speed: number;
}

/** The speed falls to a third in this time. */
const SLOWS = 325;
/** Beyond the edge it falls much faster, and the way back is covered to two thirds in `BACK`. */
const BRAKES = 45;
const BACK = 95;
const STILL = 0.01;
const NEAR = 0.5;

/** Where it is `time` later, when it may be at most `edge` away from 0. */
export function coast({ at, speed }: Coasting, time: number, edge: number): Coasting {
  const inside = Math.min(edge, Math.max(-edge, at));
  if (inside === at) {
    const slower = Math.exp(-time / SLOWS);
    return { at: at + speed * SLOWS * (1 - slower), speed: speed * slower };
  }
  const slower = Math.exp(-time / BRAKES);
  const over = (at - inside) * Math.exp(-time / BACK) + speed * BRAKES * (1 - slower);
  // It comes back to the edge and rests there.
  if (Math.sign(over) !== Math.sign(at - inside)) return { at: inside, speed: 0 };
  return { at: inside + over, speed: speed * slower };
}

/** Whether it has come to rest where it may be. */
export function atRest({ at, speed }: Coasting, edge: number): boolean {
  return Math.abs(speed) < STILL && Math.abs(at) <= edge + NEAR;
}
