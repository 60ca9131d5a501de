/** Where the cards of the overviews stand: a card for each month, in rows, year by year. Arithmetic over the days alone. */
import type { Day } from '#api';

export interface Month {
  /** YYYY-MM. */
  month: string;
  count: number;
  /** The latest day of it that has photos. */
  day: string;
}

export interface Card extends Month {
  x: number;
  y: number;
}

export interface YearOfCards {
  year: string;
  count: number;
  /** From the top of all. Its heading stands there. */
  top: number;
  height: number;
  /** Their positions count from the top of the year. */
  cards: Card[];
}

export interface CardMetrics {
  columns: number;
  width: number;
  /** Of the pictures alone; below them stands the name. */
  height: number;
  label: number;
  gap: number;
  yearHead: number;
}

/** What twelve months are divided by. */
const COLUMNS = [12, 6, 4, 3, 2];

/** The measures of an overview on a page of a given width. */
export function cardMetrics(width: number, overview: 'months' | 'years'): CardMetrics {
  const months = overview === 'months';
  const gap = months ? (width < 640 ? 10 : 18) : width < 640 ? 4 : 6;
  const least = months ? (width < 640 ? 150 : 190) : width < 640 ? 76 : 92;
  const fitting = Math.floor((width + gap) / (least + gap));
  // A whole year fills its rows: no month is left over for a row of its own.
  const columns = COLUMNS.find((count) => count <= Math.min(months ? 6 : 12, fitting)) ?? 2;
  const one = Math.floor((width - (columns - 1) * gap) / columns);
  return {
    columns,
    width: one,
    height: Math.round(months ? one * 0.75 : one),
    label: months ? 52 : 0,
    gap,
    yearHead: 64,
  };
}

/** The months of some days, which run backwards. */
export function monthsOf(days: readonly Day[]): Month[] {
  const months: Month[] = [];
  for (const { day, count } of days) {
    const month = day.slice(0, 7);
    const last = months.at(-1);
    if (last?.month === month) last.count += count;
    else months.push({ month, count, day });
  }
  return months;
}

/** The cards of these months, year by year. */
export function layOutCards(months: readonly Month[], m: CardMetrics): YearOfCards[] {
  const years: YearOfCards[] = [];
  let top = 0;
  for (const month of months) {
    const name = month.month.slice(0, 4);
    let year = years.at(-1);
    if (year?.year !== name) {
      top += year?.height ?? 0;
      year = { year: name, count: 0, top, height: 0, cards: [] };
      years.push(year);
    }
    const [column, row] = [year.cards.length % m.columns, Math.floor(year.cards.length / m.columns)];
    const y = m.yearHead + row * (m.height + m.label + m.gap);
    year.cards.push({ ...month, x: column * (m.width + m.gap), y });
    year.count += month.count;
    year.height = y + m.height + m.label + m.gap;
  }
  return years;
}
