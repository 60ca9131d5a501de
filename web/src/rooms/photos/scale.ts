/** The scrubber's arithmetic: where on its track years and months stand, and what stands at a place of the track. */

export interface Mark {
  /** YYYY-MM. */
  month: string;
  /** Where it begins, in pixels of the timeline. */
  y: number;
}

export interface Label {
  year: string;
  /** Pixels from the top of the track. */
  at: number;
}

/** A label needs so much room, in pixels; a dot so much. */
const LABEL = 22;
const DOT = 7;

/** Where on a track of `height` something stands, when the timeline can be scrolled by `room`. */
export function onTrack(y: number, room: number, height: number): number {
  return room <= 0 ? 0 : Math.min(1, Math.max(0, y / room)) * height;
}

/**
 * The labels of the years (the first month of each that has photos, seen from the top), and dots for months between them.
 *
 * No two come closer than they can be read. Where years are too many, those that are left out are told by the bubble.
 */
export function scaleOf(marks: readonly Mark[], room: number, height: number): { labels: Label[]; dots: number[] } {
  const labels: Label[] = [];
  let year = '';
  for (const { month, y } of marks) {
    if (month.slice(0, 4) === year) continue;
    year = month.slice(0, 4);
    const at = onTrack(y, room, height);
    const last = labels.at(-1);
    if (last && at - last.at < LABEL) continue;
    labels.push({ year, at });
  }
  const dots: number[] = [];
  let next = 0;
  for (const { y } of marks) {
    const at = onTrack(y, room, height);
    while (next < labels.length && (labels[next]?.at ?? 0) < at - LABEL / 2) next++;
    const nearLabel = labels[next] && Math.abs((labels[next]?.at ?? 0) - at) < LABEL / 2 + 2;
    const crowded = dots.length > 0 && at - (dots.at(-1) ?? 0) < DOT;
    if (!nearLabel && !crowded) dots.push(at);
  }
  return { labels, dots };
}

/** The index of the month that stands at `y`: of those that begin last there or above, side by side, the one that is read first. */
export function markAt(marks: readonly Mark[], y: number): number {
  let low = 0;
  let high = Math.max(0, marks.length - 1);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((marks[middle]?.y ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  while (low > 0 && marks[low - 1]?.y === marks[low]?.y) low--;
  return low;
}

/**
 * The index of the month that a step leads to: to the next row in which a month begins, or to the first month of the next or the
 * previous year. It always leads elsewhere, but at the ends: months of few photos stand side by side.
 */
export function stepped(marks: readonly Mark[], from: number, by: 'month' | 'year', direction: 1 | -1): number {
  const year = (index: number): string => marks[index]?.month.slice(0, 4) ?? '';
  const y = (index: number): number => marks[index]?.y ?? 0;
  const last = Math.max(0, marks.length - 1);
  let to = from;
  if (direction > 0) {
    while (to < last && (y(to) === y(from) || (by === 'year' && year(to) === year(from)))) to++;
    return to;
  }
  const begin = (index: number): number => {
    let first = index;
    while (first > 0 && (by === 'year' ? year(first - 1) === year(index) : y(first - 1) === y(index))) first--;
    return first;
  };
  to = begin(from);
  // Where that is where one stands, it is the one before.
  while (to > 0 && y(to) === y(from)) to = begin(to - 1);
  return to;
}
