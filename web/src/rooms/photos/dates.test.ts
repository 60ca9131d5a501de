import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byDate, earliest, later, secondsBetween, secondsOf, wallOf } from './dates';

const walls = fc
  .date({ min: new Date('1801-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 19));

describe('shifting dates', () => {
  it('moves by exactly what lies between', () => {
    fc.assert(
      fc.property(walls, walls, (from, to) => {
        expect(later(from, secondsBetween(from, to))).toBe(to);
      }),
    );
  });

  it('keeps the distances between many', () => {
    fc.assert(
      fc.property(fc.array(walls, { minLength: 1 }), walls, (list, to) => {
        const first = earliest(list) ?? '';
        const shift = secondsBetween(first, to);
        const moved = list.map((wall) => later(wall, shift));
        moved.forEach((wall, i) => {
          if (wall !== null) expect(secondsBetween(to, wall)).toBe(secondsBetween(first, list[i] ?? ''));
        });
        expect(moved).toContain(to);
      }),
    );
  });

  it('ends where the calendar ends', () => {
    expect(later('2200-12-31T23:59:59', 1)).toBeNull();
    expect(later('1800-01-01T00:00:00', -1)).toBeNull();
    expect(later('2024-02-28T23:59:59', 1)).toBe('2024-02-29T00:00:00');
  });
});

describe('what a form says', () => {
  it('is an amount', () => {
    expect(secondsOf({ sign: -1, days: 1, hours: 2, minutes: 3 })).toBe(-(86_400 + 7200 + 180));
    expect(secondsOf({ sign: -1, days: 0, hours: 0, minutes: 0 })).toBe(0);
  });

  it.each([
    ['2024-02-29', '08:15', '2024-02-29T08:15:00'],
    ['2024-02-29', '08:15:30', '2024-02-29T08:15:30'],
    ['2024-02-29', '', '2024-02-29T12:00:00'],
    ['2023-02-29', '08:15', null],
    ['', '08:15', null],
    ['0001-01-01', '08:15', null],
  ])('is a wall clock: %s %s', (date, time, wall) => expect(wallOf(date, time)).toBe(wall));
});

it('gathers photos of one date', () => {
  const photos = [
    { id: '1', takenAt: 'a' },
    { id: '2', takenAt: null },
    { id: '3', takenAt: 'a' },
  ];
  expect([...byDate(photos)]).toEqual([
    ['a', ['1', '3']],
    [null, ['2']],
  ]);
});
