/** How dates of photos are set by hand. Wall clocks are ISO 8601 without a zone and are counted as if they were UTC. */

const SECOND = 1000;

/** A photo's date: `takenAt` is null where nobody knows it, and it then stands in the timeline at `shownAt`. */
export interface Dated {
  id: string;
  /** With its offset from UTC where that is known. */
  takenAt: string | null;
  shownAt: string;
}

/** Seconds from one wall clock to another. */
export function secondsBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to.slice(0, 19)}Z`) - Date.parse(`${from.slice(0, 19)}Z`)) / SECOND);
}

/** A wall clock so many seconds later. Null where the calendar of photos (the years 1800 to 2200) ends. */
export function later(wall: string, seconds: number): string | null {
  const at = new Date(Date.parse(`${wall.slice(0, 19)}Z`) + seconds * SECOND);
  if (Number.isNaN(at.getTime())) return null;
  const year = at.getUTCFullYear();
  return year < 1800 || year > 2200 ? null : at.toISOString().slice(0, 19);
}

/** An amount of time as people give it; `sign` -1 is earlier. */
export interface Amount {
  sign: 1 | -1;
  days: number;
  hours: number;
  minutes: number;
}

export function secondsOf(amount: Amount): number {
  const total = amount.days * 86_400 + amount.hours * 3600 + amount.minutes * 60;
  return total === 0 ? 0 : amount.sign * total;
}

/** What a form's date and time fields say, as a wall clock. Null while they say none. */
export function wallOf(date: string, time: string): string | null {
  const wall = `${date}T${time.length === 5 ? `${time}:00` : time || '12:00:00'}`;
  return later(wall, 0) === wall ? wall : null;
}

/** The earliest of some wall clocks. */
export function earliest(walls: readonly string[]): string | undefined {
  return walls.reduce<string | undefined>(
    (least, wall) => (least === undefined || wall < least ? wall : least),
    undefined,
  );
}

/** Photos by the date that they have, so that those of one date can be given it back together. */
export function byDate(photos: readonly Pick<Dated, 'id' | 'takenAt'>[]): Map<string | null, string[]> {
  const groups = new Map<string | null, string[]>();
  for (const { id, takenAt } of photos) {
    const group = groups.get(takenAt);
    if (group) group.push(id);
    else groups.set(takenAt, [id]);
  }
  return groups;
}
