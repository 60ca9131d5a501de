/** Where the rows of a long list stand, and which of them are to be drawn. */

export interface Rows {
  /** Where each row begins, and behind the last one where the list ends. */
  tops: Float64Array;
}

export function stack<T>(items: readonly T[], heightOf: (item: T) => number): Rows {
  const tops = new Float64Array(items.length + 1);
  let top = 0;
  items.forEach((item, index) => {
    tops[index] = top;
    top += heightOf(item);
  });
  tops[items.length] = top;
  return { tops };
}

/** The first row to draw, and the one behind the last: what is seen, and a little more. */
export function seenRows({ tops }: Rows, scrolled: number, height: number, more = 3): [begin: number, end: number] {
  const count = tops.length - 1;
  const begin = Math.max(0, rowAt(tops, scrolled) - more);
  const end = Math.min(count, rowAt(tops, scrolled + height) + 1 + more);
  return [Math.min(begin, count), end];
}

/** The last row that begins at or above a place. */
function rowAt(tops: Float64Array, place: number): number {
  let [low, high] = [0, tops.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
