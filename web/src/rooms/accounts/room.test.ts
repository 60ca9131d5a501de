import { expect, it } from 'vitest';
import { partsOf, shareOf } from './room';

const none = { count: 0, bytes: 0 };

it('tells the parts that there are, and what belongs to none', () => {
  const told = {
    used: 100,
    limit: null,
    images: { count: 2, bytes: 30 },
    videos: { count: 1, bytes: 60 },
    trash: none,
    trash_days: 30,
  };
  expect(partsOf(told).map((part) => [part.kind, part.bytes])).toEqual([
    ['videos', 60],
    ['images', 30],
    ['other', 10],
  ]);
  // Counted a moment apart, the parts may be more than the whole.
  expect(partsOf({ ...told, used: 80 }).some((part) => part.kind === 'other')).toBe(false);
});

it('knows how full it is', () => {
  expect(shareOf({ used: 5, limit: null })).toBeNull();
  expect(shareOf({ used: 5, limit: 10 })).toBe(0.5);
  expect(shareOf({ used: 0, limit: 0 })).toBe(1);
});
