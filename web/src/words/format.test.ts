import { describe, expect, it } from 'vitest';
import { ago, bytes, dayShort, dayTiny, duration, monthLong, offsetOf, secondsSince, span, wallClock } from './format';

describe('dates', () => {
  it('never moves a wall clock, whatever zone the reader is in', () => {
    for (const zone of ['', '+14:00', '-12:00', 'Z']) {
      expect(wallClock(`2024-09-01T00:05:00${zone}`)).toMatch(/September 1, 2024|1 September 2024/);
      expect(wallClock(`2024-09-01T00:05:00${zone}`)).toMatch(/12:05|00:05/);
    }
    expect(dayShort('2024-02-29')).toContain('29');
    expect([dayTiny('2024-02-29', true), dayTiny('2024-02-29', false)]).toEqual(['Feb 29', '29']);
    expect(monthLong('2024-12')).toBe('December 2024');
  });

  it('shows what is no date as it stands', () => {
    expect(wallClock('0000-00-00T00:00:00')).toBe('0000-00-00T00:00:00');
    expect(monthLong('2024-13')).toBe('2024-13');
    expect(dayShort('')).toBe('');
  });

  it('tells the offset only when there is one', () => {
    expect(offsetOf('2024-09-01T00:05:00')).toBeNull();
    expect(offsetOf('2024-09-01T00:05:00+02:00')).toBe('UTC+2');
    expect(offsetOf('2024-09-01T00:05:00-09:30')).toBe('UTC−9:30');
    expect(offsetOf('2024-09-01T00:05:00+00:00')).toBe('UTC');
  });

  it('tells how long ago', () => {
    const now = Date.parse('2026-11-20T12:00:00Z');
    expect(ago('2026-11-20T11:55:00Z', now)).toBe('5 minutes ago');
    expect(ago('2026-11-19T12:00:00Z', now)).toBe('yesterday');
    expect(ago('2026-11-20T11:59:50Z', now)).toBe('this minute');
  });
});

describe('numbers', () => {
  it('writes sizes', () => {
    expect(bytes(0)).toBe('0 bytes');
    expect(bytes(999)).toBe('999 bytes');
    expect(bytes(4_812_334_112)).toBe('4.8 GB');
    expect(bytes(52_000_000)).toBe('52 MB');
  });

  it('writes how long something lasts', () => {
    expect(span(0)).toBe('0 seconds');
    expect(span(59.9)).toBe('59 seconds');
    expect(span(61)).toBe('1 minute');
    expect(span(7300)).toBe('2 hours');
    expect(span(200_000)).toBe('2 days');
    expect(secondsSince('2026-11-20T12:00:00Z', Date.parse('2026-11-20T12:01:30Z'))).toBe(90);
    // A clock that is behind the server's.
    expect(secondsSince('2026-11-20T12:00:00Z', Date.parse('2026-11-20T11:00:00Z'))).toBe(0);
  });

  it('writes durations', () => {
    expect(duration(32.4)).toBe('0:32');
    expect(duration(0.3)).toBe('0:01');
    expect(duration(3723)).toBe('1:02:03');
  });
});
