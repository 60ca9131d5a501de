import { describe, expect, it } from 'vitest';
import type { Shelf, Tile } from '#rooms/photos';
import { neighbour, photoAt, placeOf, row } from './neighbours';
import { spokenOf } from './spoken';

/** Days with the ids that are held of each, and how many there are; loading brings the rest, as far as it still is there. */
function shelf(...days: [day: string, count: number, held: string[], all?: string[]][]): Shelf {
  const tile = (id: string): Tile => ({ id, kind: 'image', shownAt: '2024-05-06T12:00:00', dated: true }) as Tile;
  const known = days.map(([day, count, held]) => ({ day, count, tiles: held.length > 0 ? held.map(tile) : undefined }));
  const of = (day: string): (typeof known)[number] | undefined => known.find((each) => each.day === day);
  return {
    days: known,
    count: known.reduce((total, { count }) => total + count, 0),
    day: of,
    indexOf: (day: string) => known.findIndex((each) => each.day === day),
    find: (id: string) => {
      for (const { day, tiles } of known) {
        const index = tiles?.findIndex((each) => each.id === id) ?? -1;
        if (tiles && index >= 0) return { day, index, tile: tiles[index] };
      }
      return undefined;
    },
    load: (wanted: string[]) => {
      for (const [day, , , all] of days) {
        const found = of(day);
        if (found && wanted.includes(day)) found.tiles = all?.map(tile);
      }
      return Promise.resolve();
    },
  } as unknown as Shelf;
}

const THREE = shelf(['2024-05-06', 2, ['f', 'e']], ['2024-05-05', 3, ['d', 'c', 'b']], ['2024-05-01', 4, []]);

describe('neighbours', () => {
  it('are those beside it, over the end of a day, as far as they are held', () => {
    expect(neighbour(THREE, 'e', 1)?.id).toBe('d');
    expect(neighbour(THREE, 'd', -1)?.id).toBe('e');
    expect(neighbour(THREE, 'f', -1)).toBeUndefined();
    expect(neighbour(THREE, 'b', 1)).toBeUndefined();
    expect(neighbour(THREE, 'nowhere', 1)).toBeUndefined();
    expect(row(THREE, 'e', 1, 2).map(({ id }) => id)).toEqual(['d', 'c']);
    expect(row(THREE, 'e', 1, 9).map(({ id }) => id)).toEqual(['d', 'c', 'b']);
  });

  it('have places, counted from the latest', () => {
    expect(['f', 'd', 'b', 'nowhere'].map((id) => placeOf(THREE, id))).toEqual([0, 2, 4, null]);
  });

  it('are fetched where they are not held, and the last one stands for those that left meanwhile', async () => {
    const days = shelf(['2024-05-06', 2, ['f', 'e']], ['2024-05-05', 3, [], ['d', 'c']]);
    expect((await photoAt(days, 1))?.id).toBe('e');
    expect((await photoAt(days, 2))?.id).toBe('d');
    expect((await photoAt(days, 4))?.id).toBe('c');
    expect(await photoAt(days, 5)).toBeUndefined();
  });
});

describe('spokenOf', () => {
  it('says what it is and the how many-th, as far as that is known', () => {
    const tile = THREE.find('d')?.tile;
    const told = spokenOf({ photo: undefined, tile, shelf: THREE, id: 'd' });
    expect(told).toContain('2024');
    expect(told).toMatch(/3\D+9/);
    expect(told.startsWith(spokenOf({ photo: undefined, tile, shelf: null, id: 'd' }))).toBe(true);
    expect(spokenOf({ photo: undefined, tile: undefined, shelf: THREE, id: 'd' })).toBe('');
  });
});
