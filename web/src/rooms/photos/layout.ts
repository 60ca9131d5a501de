/**
 * Where a tile stands. Everything here is arithmetic over width-to-height ratios, so that the height of the timeline is
 * known before any picture arrives.
 *
 * Days flow side by side: a day that fills less than a row shares its line with its neighbours, each under its own small
 * heading, months with few photos alike; a day that fills more gets rows of its own.
 */

/** The measures of a page, in CSS pixels. */
export interface Metrics {
  /** Room for tiles. */
  width: number;
  /** The height that rows aim at. */
  row: number;
  /** Between tiles, both ways. */
  gap: number;
  /** Between two days that share a line. */
  dayGap: number;
  /** Height of a day's heading. */
  dayHead: number;
  /** Below a line. */
  lineGap: number;
  /** Height of a month's heading. */
  monthHead: number;
}

/** How close together photos stand. */
export type Closeness = 'comfortable' | 'compact';

/** The measures for a page of a given width. */
export function metricsFor(width: number, closeness: Closeness = 'comfortable'): Metrics {
  const small = width < 640;
  const compact = closeness === 'compact';
  return {
    width,
    row: Math.round(compact ? Math.min(128, 56 + width * 0.05) : Math.min(240, 96 + width * 0.1)),
    gap: compact ? 2 : small ? 3 : 4,
    dayGap: compact || small ? 12 : 20,
    dayHead: 36,
    lineGap: compact || small ? 10 : 14,
    monthHead: small ? 48 : 60,
  };
}

/** Four numbers per tile: x, y, width, height. */
export type Boxes = Float32Array;

/** One day of a section: where its heading stands and which tiles are its own. */
export interface DayBox {
  x: number;
  /** Where its line begins: the month's heading stands there if a month begins in the line. */
  top: number;
  /** Where its own heading begins. */
  y: number;
  width: number;
  /** Its own heading and tiles. */
  height: number;
  /** Index of its first tile in `boxes`, and how many it has. */
  first: number;
  count: number;
}

/** A laid out section. All positions count from its top left corner. */
export interface Layout {
  height: number;
  days: DayBox[];
  boxes: Boxes;
}

/** What is narrower is cropped: a sliver could be neither seen nor hit. */
const NARROWEST = 0.5;
/** A panorama has a row of its own, which is at least so high, compared with others; beyond that it is cropped. */
const LOWEST = 0.62;
/** A row that is not full is stretched to the full width if that makes it at most so much higher. */
const STRETCH = 1.3;
/** What it costs to leave the last row of a day open, in the squares that rows of other heights than they should have cost. */
const OPEN = 0.06;
const OPEN_EMPTY = 0.3;
const TOO_HIGH = 4;
/** Days squeeze together into one line if that makes it at most so much lower. */
const SQUEEZE = 0.86;
/** A day is at least so wide, or its heading could not be read; one that begins a month needs more. */
const DAY_MIN = 76;
const MONTH_MIN = 152;

function clampRatio(ratio: number, m: Metrics): number {
  return ratio > 0 ? Math.min(m.width / (m.row * LOWEST), Math.max(NARROWEST, ratio)) : 1;
}

/** A day that waits for its line: its ratios' sum, the gaps between its tiles, and the width its heading needs. */
interface Waiting {
  index: number;
  sum: number;
  gaps: number;
  least: number;
}

function widthOf(day: Waiting, height: number): number {
  return Math.max(day.least, day.sum * height + day.gaps);
}

class Composer {
  readonly days: DayBox[];
  readonly boxes: Boxes;
  y: number;
  private line: Waiting[] = [];
  private readonly m: Metrics;
  private readonly ratios: readonly ArrayLike<number>[];
  private readonly opens: readonly boolean[];
  private readonly firsts: number[] = [];

  constructor(ratios: readonly ArrayLike<number>[], m: Metrics, opens: readonly boolean[]) {
    this.m = m;
    this.ratios = ratios;
    this.opens = opens;
    this.y = 0;
    let total = 0;
    for (const day of ratios) {
      this.firsts.push(total);
      total += day.length;
    }
    this.boxes = new Float32Array(total * 4);
    this.days = new Array<DayBox>(ratios.length);
  }

  private day(index: number): ArrayLike<number> {
    return this.ratios[index] ?? [];
  }

  private place(tile: number, x: number, y: number, width: number, height: number): void {
    this.boxes.set([x, y, width, height], tile * 4);
  }

  /** A day joins the present line, or begins the next, or fills rows of its own. */
  add(index: number): void {
    const { m } = this;
    const day = this.day(index);
    let sum = 0;
    for (let i = 0; i < day.length; i++) sum += clampRatio(day[i] ?? 1, m);
    const gaps = Math.max(0, day.length - 1) * m.gap;
    if (sum * m.row + gaps > m.width) {
      this.flush();
      this.block(index);
      return;
    }
    const waiting = { index, sum, gaps, least: this.opens[index] ? MONTH_MIN : DAY_MIN };
    if (this.line.length > 0 && this.heightOf([...this.line, waiting]) < m.row * SQUEEZE) this.flush();
    this.line.push(waiting);
  }

  /** The greatest height at which the days of a line fit into it; 0 where their headings alone do not. */
  private heightOf(line: readonly Waiting[]): number {
    const room = this.m.width - (line.length - 1) * this.m.dayGap;
    const fits = (height: number) => line.reduce((total, day) => total + widthOf(day, height), 0) <= room;
    if (!fits(0)) return 0;
    // A heading that is wider than its tiles does not shrink with them, so the width has bends: halving finds the height.
    let low = 0;
    let high = room / line.reduce((total, day) => total + day.sum, 0);
    for (let step = 0; step < 30; step++) {
      const middle = (low + high) / 2;
      if (fits(middle)) low = middle;
      else high = middle;
    }
    return low;
  }

  flush(): void {
    const { m, line } = this;
    if (line.length === 0) return;
    const full = this.heightOf(line);
    const height = full <= m.row * STRETCH ? full : m.row;
    const top = this.y;
    const y = top + (line.some(({ index }) => this.opens[index]) ? m.monthHead : 0);
    let left = 0;
    for (const waiting of line) {
      const { index } = waiting;
      const day = this.day(index);
      const first = this.firsts[index] ?? 0;
      let x = left;
      for (let i = 0; i < day.length; i++) {
        const width = clampRatio(day[i] ?? 1, m) * height;
        this.place(first + i, x, y + m.dayHead, width, height);
        x += width + m.gap;
      }
      const width = widthOf(waiting, height);
      this.days[index] = { x: left, top, y, width, height: m.dayHead + height, first, count: day.length };
      left += width + m.dayGap;
    }
    this.y = y + m.dayHead + height + m.lineGap;
    this.line = [];
  }

  /** Rows for one day that needs more than one. */
  private block(index: number): void {
    const { m } = this;
    const day = this.day(index);
    const top = this.y;
    const head = top + (this.opens[index] ? m.monthHead : 0);
    let y = head + m.dayHead;
    const first = this.firsts[index] ?? 0;
    let start = 0;
    for (const { end, height } of rowsOf(day, m)) {
      let x = 0;
      for (let i = start; i < end; i++) {
        const width = clampRatio(day[i] ?? 1, m) * height;
        this.place(first + i, x, y, width, height);
        x += width + m.gap;
      }
      y += height + m.gap;
      start = end;
    }
    const height = y - m.gap - head;
    this.days[index] = { x: 0, top, y: head, width: m.width, height, first, count: day.length };
    this.y = head + height + m.lineGap;
  }
}

/**
 * The rows of a day that fills more than one: where each ends, and how high it is.
 *
 * Of all ways to break the day into rows the one whose rows are, together, the nearest to the height they aim at. So the last
 * row is nearly always full, too, and no single photo is left over below a long day.
 */
function rowsOf(day: ArrayLike<number>, m: Metrics): { end: number; height: number }[] {
  const n = day.length;
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = (sums[i] ?? 0) + clampRatio(day[i] ?? 1, m);
  const costs = new Float64Array(n + 1).fill(Infinity);
  const starts = new Int32Array(n + 1);
  const heights = new Float64Array(n + 1);
  costs[0] = 0;
  for (let end = 1; end <= n; end++) {
    for (let start = end - 1; start >= 0; start--) {
      const sum = (sums[end] ?? 0) - (sums[start] ?? 0);
      const gaps = (end - start - 1) * m.gap;
      let height = (m.width - gaps) / sum;
      if (height < m.row * LOWEST && start < end - 1) break;
      let cost = Math.log(height / m.row) ** 2;
      if (height > m.row * STRETCH) {
        if (end === n) cost = OPEN + OPEN_EMPTY * (1 - (sum * m.row + gaps) / m.width) ** 2;
        else cost += TOO_HIGH;
        if (end === n) height = m.row;
      }
      const total = (costs[start] ?? Infinity) + cost;
      if (total >= (costs[end] ?? Infinity)) continue;
      costs[end] = total;
      starts[end] = start;
      heights[end] = height;
    }
  }
  const rows: { end: number; height: number }[] = [];
  for (let end = n; end > 0; end = starts[end] ?? 0) rows.push({ end, height: heights[end] ?? m.row });
  return rows.reverse();
}

/**
 * Lays out the days of a section.
 *
 * `ratios` has one list per day, in order; width over height, anything not positive counts as square. `opens` says which
 * of the days begin a month: their lines have room for the month's heading.
 */
export function layOut(ratios: readonly ArrayLike<number>[], m: Metrics, opens: readonly boolean[] = []): Layout {
  const composer = new Composer(ratios, m, opens);
  for (let index = 0; index < ratios.length; index++) composer.add(index);
  composer.flush();
  return { height: composer.y, days: composer.days, boxes: composer.boxes };
}

/** The ratios to expect of `count` photos that nobody has described yet: their number is known, their shapes are not. */
export function guess(count: number, ratio: number): Float32Array {
  return new Float32Array(count).fill(ratio);
}
