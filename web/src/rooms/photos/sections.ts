/** Cuts the days of a shelf into sections: what is laid out, fetched and drawn at one time. */
import type { Day } from '#api';

/** Where a section's photos end at the latest, unless a single day has more. */
const MOST = 240;
/** Months with so few photos share a section, and where there is room a line. */
const FEW = 12;

/** A run of days. */
export interface Span {
  /** Index of its first day and the index after its last. */
  from: number;
  to: number;
  count: number;
  /** Of each of its days, whether it begins a month. */
  opens: boolean[];
}

function monthOf(day: Day | undefined): string {
  return day?.day.slice(0, 7) ?? '';
}

/** Whether a month begins with the day of that index. */
export function opensMonth(days: readonly Day[], index: number): boolean {
  return monthOf(days[index]) !== monthOf(days[index - 1]);
}

/**
 * The sections of `days`, in their order. But for months with few photos a section never crosses a month, so that what is
 * above a month's heading cannot move what is below it but as a whole.
 */
export function cut(days: readonly Day[]): Span[] {
  const months = new Map<string, number>();
  for (const day of days) months.set(monthOf(day), (months.get(monthOf(day)) ?? 0) + day.count);
  const few = (index: number): boolean => (months.get(monthOf(days[index])) ?? 0) <= FEW;

  const spans: Span[] = [];
  days.forEach((day, index) => {
    const last = spans.at(-1);
    const opens = opensMonth(days, index);
    const joins = !opens || (few(index) && few(index - 1));
    if (last && joins && last.count + day.count <= MOST) {
      last.to = index + 1;
      last.count += day.count;
      last.opens.push(opens);
    } else {
      spans.push({ from: index, to: index + 1, count: day.count, opens: [opens] });
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

/** The index of the section that has the day of this index. -1 where none has. */
export function spanOf(spans: readonly Span[], day: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle]?.from ?? 0) <= day) low = middle;
    else high = middle - 1;
  }
  const span = spans[low];
  return span && day >= span.from && day < span.to ? low : -1;
}
