import { describe, expect, it } from 'vitest';
import type { Covers, Photo } from '#api';
import { belongs, tileOf, tilesOf, type ShelfName } from './tiles';

describe('belongs', () => {
  const SHELVES: readonly ShelfName[] = ['library', 'favourites', 'archive', 'trash'];

  it.each<[string, Parameters<typeof belongs>[0], readonly ShelfName[]]>([
    ['a photo', { favourite: false, archived: false, trashed: false }, ['library']],
    ['a favourite', { favourite: true, archived: false, trashed: false }, ['library', 'favourites']],
    ['what is archived', { favourite: false, archived: true, trashed: false }, ['archive']],
    ['an archived favourite', { favourite: true, archived: true, trashed: false }, ['favourites', 'archive']],
    ['whatever is in the trash', { favourite: true, archived: true, trashed: true }, ['trash']],
  ])('%s', (_, tile, on) => expect(SHELVES.filter((shelf) => belongs(tile, shelf))).toEqual(on));
});

it('reads the same of a photo whether it comes in columns or alone', () => {
  const same = {
    id: '7',
    kind: 'video',
    favourite: true,
    archived: false,
    state: 'ready',
    thumbhash: 'abc=',
    duration: 4.5,
    trashed_at: '2026-01-02T03:04:05Z',
  } as const;
  const columns = Object.fromEntries(Object.entries(same).map(([name, value]) => [name, [value]]));
  const covers = { ...columns, ratio: [1.5], taken_at: ['2024-05-06T07:08:09'], dated: [true], grid: ['/g'] };
  const alone = {
    ...same,
    ...{ width: 3000, height: 2000, shown_at: '2024-05-06T07:08:09', taken_at: '2024-05-06T07:08:09+02:00' },
    renditions: { grid: '/g' },
  };
  const [tile] = tilesOf(covers as unknown as Covers);
  expect(tile).toEqual(tileOf(alone as unknown as Photo));
  expect(tile).toMatchObject({ ratio: 1.5, trashed: true, dated: true });
});

it('takes an unknown size for a square, and an unknown date for none', () => {
  const photo = { width: null, height: null, taken_at: null, trashed_at: null, renditions: { grid: null } };
  expect(tileOf(photo as unknown as Photo)).toMatchObject({ ratio: 1, dated: false, trashed: false, grid: null });
});
