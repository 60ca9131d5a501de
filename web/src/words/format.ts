/** Dates, sizes and numbers as people write them. Wall clocks are shown as they stand; instants in the reader's own time. */
import { language } from './language';

/** The language of the words, in the reader's own regional form where the browser knows it. */
function locale(): string {
  const known = typeof navigator === 'undefined' ? [] : navigator.languages;
  return known.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()} ${name}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale(), options);
  formats.set(key, made);
  return made;
}

/** A date as if it were UTC, so that no zone can move it. What is no date is shown as it stands. */
function show(format: Intl.DateTimeFormat, text: string, iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? text : format.format(at);
}

/** "Thu 12 Sep", of YYYY-MM-DD. */
export function dayShort(day: string): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return show(dateFormat('day', options), day, `${day}T00:00:00Z`);
}

/** "12 Sep", or only "12", of YYYY-MM-DD. */
export function dayTiny(day: string, withMonth: boolean): string {
  const options = { day: 'numeric', month: withMonth ? 'short' : undefined, timeZone: 'UTC' } as const;
  return show(dateFormat(withMonth ? 'day tiny' : 'day alone', options), day, `${day}T00:00:00Z`);
}

/** "Thursday, 12 September 2024", of YYYY-MM-DD. */
export function dayLong(day: string): string {
  return show(dateFormat('day long', { dateStyle: 'full', timeZone: 'UTC' }), day, `${day}T00:00:00Z`);
}

/** "September 2024", of YYYY-MM. */
export function monthLong(month: string): string {
  const options = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return show(dateFormat('month', options), month, `${month}-01T00:00:00Z`);
}

/** "Sep 2024", of YYYY-MM. */
export function monthShort(month: string): string {
  const options = { month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return show(dateFormat('month and year short', options), month, `${month}-01T00:00:00Z`);
}

/** "September", or "Sep", of YYYY-MM. */
export function monthName(month: string, short = false): string {
  const options = { month: short ? 'short' : 'long', timeZone: 'UTC' } as const;
  return show(dateFormat(short ? 'month short' : 'month name', options), month, `${month}-01T00:00:00Z`);
}

/** "12 September 2024, 14:03", of a wall clock with or without an offset. */
export function wallClock(text: string): string {
  const format = dateFormat('wall', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return show(format, text, `${text.slice(0, 19)}Z`);
}

/** "UTC+2" of a wall clock that ends in its offset; null without one. */
export function offsetOf(text: string): string | null {
  const match = /([+-])(\d\d):(\d\d)$/.exec(text);
  if (!match) return text.endsWith('Z') ? 'UTC' : null;
  const [, sign = '+', hours = '0', minutes = '00'] = match;
  if (hours === '00' && minutes === '00') return 'UTC';
  return `UTC${sign === '-' ? '−' : '+'}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}

/** An instant in the reader's own time: "12 Sep 2024, 14:03". */
export function instant(iso: string): string {
  return dateFormat('instant', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** An instant's date in the reader's own time: "12 Sep 2024". */
export function date(iso: string): string {
  return dateFormat('date', { dateStyle: 'medium' }).format(new Date(iso));
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "5 minutes ago". */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  for (const [unit, size] of UNITS)
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  return format.format(0, 'minute');
}

/** Seconds since an instant. */
export function secondsSince(iso: string, now = Date.now()): number {
  return Math.max(0, (now - new Date(iso).getTime()) / 1000);
}

const SPANS: readonly [string, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** "3 minutes", of seconds: the largest unit that fits. */
export function span(seconds: number): string {
  const [unit, size] = SPANS.find(([, size]) => seconds >= size) ?? (['second', 1] as const);
  const options = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(locale(), options).format(Math.floor(seconds / size));
}

/** "1,234". */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

/** "4.8 GB". */
export function bytes(value: number): string {
  const power = Math.min(SIZES.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  const amount = value / 1000 ** power;
  const maximumFractionDigits = power > 0 && amount < 10 ? 1 : 0;
  const unit = SIZES[power] ?? 'byte';
  // The short form knows no plural: "0 byte".
  const unitDisplay = power === 0 ? 'long' : 'short';
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay, maximumFractionDigits }).format(amount);
}

/** "1:02:03" or "0:32", of seconds. */
export function duration(seconds: number): string {
  // A video that is there lasts at least a second.
  const whole = seconds > 0 ? Math.max(1, Math.round(seconds)) : 0;
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** "45%", of 0 to 1. What is not all of it never says 100%. */
export function percent(share: number): string {
  const whole = share >= 1 ? 1 : Math.min(0.99, Math.floor(Math.max(0, share) * 100) / 100);
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(whole);
}

/** "30 seconds", "4 minutes", "2 hours": as exactly as anybody can say how long something will take. */
export function about(seconds: number): string {
  const [amount, unit] =
    seconds < 55
      ? [Math.max(5, Math.ceil(seconds / 5) * 5), 'second']
      : seconds < 5400
        ? [Math.round(seconds / 60), 'minute']
        : [Math.round(seconds / 3600), 'hour'];
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}
