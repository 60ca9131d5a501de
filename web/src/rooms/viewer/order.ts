/** In which order a slideshow shows what there is: as it stands, or shuffled so that each comes exactly once. */

/** A number that looks like chance, the same for the same input. */
function mix(value: number, seed: number): number {
  let h = Math.imul(value ^ seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Where the photo at `index` of `count` stands after shuffling: a permutation that nobody has to write down, so that a
 * hundred thousand photos cost no more than ten. (A small Feistel network, walked until it lands within the range.)
 */
export function shuffled(index: number, count: number, seed: number): number {
  if (count < 2) return index;
  const half = Math.max(1, Math.ceil(Math.log2(count) / 2));
  const mask = 2 ** half - 1;
  let value = index;
  do {
    let [left, right] = [Math.floor(value / 2 ** half), value & mask];
    for (let round = 0; round < 4; round++) [left, right] = [right, left ^ (mix(right, seed + round * 0x51ed) & mask)];
    value = left * 2 ** half + right;
  } while (value >= count);
  return value;
}

export interface Course {
  count: number;
  shuffle: boolean;
  repeat: boolean;
  seed: number;
  /** The photo that it began with stands first. */
  first: number;
}

/** The index of the photo that is shown at a step of a slideshow; null when it is over. Steps may be negative: back. */
export function indexAt(step: number, course: Course): number | null {
  const { count, shuffle, repeat, seed, first } = course;
  if (count === 0) return null;
  if (!repeat && (step < 0 || step >= count)) return null;
  const round = Math.floor(step / count);
  const place = step - round * count;
  if (!shuffle) return (first + place) % count;
  // In the first round the one it began with changes places with the one that chance put there.
  const own = shuffled(place, count, seed + round * 7919);
  if (round !== 0) return own;
  const start = shuffled(0, count, seed);
  return own === start ? first : own === first ? start : own;
}
