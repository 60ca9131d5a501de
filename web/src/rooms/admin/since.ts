/** How far back to look. */
export type Span = 'any' | 'day' | 'week' | 'month';

const DAYS: Record<Span, number> = { any: 0, day: 1, week: 7, month: 30 };

/** The instant from which on, or undefined for all of the past. */
export function since(span: Span, now = Date.now()): string | undefined {
  return span === 'any' ? undefined : new Date(now - DAYS[span] * 86_400_000).toISOString();
}
