/** How the headings of days and months are written, so that they fit above what they stand for. */
import { dayLong, dayShort, dayTiny, monthLong, monthName, monthShort } from '#words';

/** How wide a letter of a month's heading is, in rem, on average of those that are widest; and the room beside them. */
const MONTH_LETTER = 0.74;
const BESIDE = 0.5;

/** A day, beside the circle that chooses it. `width` is in pixels, and `rem` so many of them. */
export function dayIn(width: number, rem: number, day: string): string {
  const room = width / rem;
  if (room > 19) return dayLong(day);
  return room > 7.5 ? dayShort(day) : dayTiny(day, room > 5.25);
}

/** A month: where the whole of it would be cut off, in short. */
export function monthIn(width: number, rem: number, month: string): string {
  const letters = (width / rem - BESIDE) / MONTH_LETTER;
  const ways = [monthLong(month), monthShort(month)];
  return ways.find((way) => way.length <= letters) ?? monthName(month, true);
}
