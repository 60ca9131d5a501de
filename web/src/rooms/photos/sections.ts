/** Cuts the days of a shelf into sections: what is laid out, fetched and drawn at one time. */
import type { Day } from '#api';

/** Where a section's photos end at the latest, unless a single day has more. */
const MOST = 240;

/** A run of days of one month. */
export interface Span {
  /** Index of its first day and the index after its last. */
  from: number;
  to: number;
  count: number;
  /** It opens a month and carries its heading. */
  opens: boolean;
}

/**
 * The sections of `days`, in their order. A section never crosses a month, so that what is above a month's heading cannot
 * move what is below it but as a whole.
 */
export function cut(days: readonly Day[]): Span[] {
  const spans: Span[] = [];
  let month = '';
  days.forEach((day, index) => {
    const last = spans.at(-1);
    const opens = day.day.slice(0, 7) !== month;
    month = day.day.slice(0, 7);
    if (last && !opens && last.count + day.count <= MOST) {
      last.to = index + 1;
      last.count += day.count;
    } else {
      spans.push({ from: index, to: index + 1, count: day.count, opens });
    }
  });
  return spans;
}

/** Where each of some stacked things begins, with the end of the last one behind. */
export function stack(heights: readonly number[]): Float64Array {
  const tops = new Float64Array(heights.length + 1);
  heights.forEach((height, index) => {
    tops[index + 1] = (tops[index] ?? 0) + height;
  });
  return tops;
}

/** The index of the thing at `y`: the last one that begins at or above it. 0 when `y` is above all. */
export function at(tops: Float64Array, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
