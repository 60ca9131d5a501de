import { describe, expect, it } from 'vitest';
import { Problem } from '#api';
import { FakeLibrary, someLibrary } from './library.fake';
import { Shelf } from './shelf.svelte';

async function opened(library: FakeLibrary): Promise<Shelf> {
  const shelf = new Shelf('library', library);
  await shelf.refresh();
  return shelf;
}

const all = (shelf: Shelf) => shelf.days.map((day) => day.day);
const held = (shelf: Shelf) => shelf.days.flatMap((day) => day.tiles?.map((tile) => tile.id) ?? []);

describe('Shelf', () => {
  it('knows the days first and photos only of the days that are looked at', async () => {
    const library = new FakeLibrary(someLibrary(300, 10));
    const shelf = await opened(library);
    expect(shelf.count).toBe(300);
    expect(held(shelf)).toEqual([]);
    const first = all(shelf).slice(0, 2);
    await shelf.load(first);
    expect(held(shelf)).toEqual(first.flatMap((day) => library.of(day).map((photo) => photo.id)));
    expect([...library.asked.keys()].sort()).toEqual([...first].sort());
  });

  it('does not ask twice for what it holds', async () => {
    const library = new FakeLibrary(someLibrary(100, 10));
    const shelf = await opened(library);
    await Promise.all([shelf.load(all(shelf)), shelf.load(all(shelf))]);
    await shelf.load(all(shelf));
    expect(new Set(library.asked.values())).toEqual(new Set([1]));
  });

  it('asks once for many days in a row', async () => {
    const library = new FakeLibrary(someLibrary(300, 2));
    const shelf = await opened(library);
    const days = all(shelf).slice(10, 60);
    await shelf.load(days);
    expect(library.requests).toBe(1);
    expect(held(shelf)).toEqual(days.flatMap((day) => library.of(day).map((photo) => photo.id)));
  });

  it.each([1, 7, 10, 1000])('reads what is long in pieces of %d', async (size) => {
    const library = new FakeLibrary(someLibrary(57, 10), size);
    const shelf = await opened(library);
    const seen: number[] = [];
    shelf.around = (change) => {
      change();
      seen.push(held(shelf).length);
      expect(shelf.count).toBe(57);
    };
    await shelf.load(all(shelf));
    expect(held(shelf)).toEqual(library.order());
    expect(shelf.days.every((day) => day.whole)).toBe(true);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(library.requests).toBe(Math.ceil(57 / size));
  });

  it('forgets a day whose photos are gone when it is asked for', async () => {
    const library = new FakeLibrary(someLibrary(30, 5));
    const shelf = await opened(library);
    const [first = '', second = ''] = all(shelf);
    for (const photo of library.of(second)) library.remove(photo.id);
    await shelf.load([first, second]);
    expect(all(shelf)).toEqual(library.list().map((day) => day.day));
  });

  it('shows what came and what went after a refresh, and asks only for days that it held', async () => {
    const library = new FakeLibrary(someLibrary(200, 8));
    const shelf = await opened(library);
    const [first = '', second = ''] = all(shelf);
    await shelf.load([first, second]);
    library.add({ id: '9000000', day: first, ratio: 1 });
    library.add({ id: '9000001', day: '2027-05-05', ratio: 1 });
    library.remove(library.of(second)[0]?.id ?? '');
    await shelf.refresh();
    await shelf.load([first, second]);
    expect(all(shelf)).toEqual(library.list().map((day) => day.day));
    expect(shelf.count).toBe(201);
    expect(shelf.day(first)?.tiles?.[0]?.id).toBe('9000000');
    expect(shelf.day('2027-05-05')?.tiles).toBeNull();
  });

  it('keeps what it shows until the replacement is there', async () => {
    const library = new FakeLibrary(someLibrary(40, 8));
    const shelf = await opened(library);
    await shelf.load(all(shelf));
    const before = held(shelf);
    library.add({ id: '9000000', day: all(shelf)[0] ?? '', ratio: 1 });
    await shelf.refresh();
    expect(held(shelf)).toEqual(before);
  });

  it('walks through all photos both ways, fetching as it goes', async () => {
    const library = new FakeLibrary(someLibrary(120, 3));
    const shelf = await opened(library);
    const order = library.order();
    await shelf.load([all(shelf)[0] ?? '']);
    const seen = [order[0] ?? ''];
    for (let next = await shelf.beside(order[0] ?? '', 1); next; next = await shelf.beside(next.id, 1))
      seen.push(next.id);
    expect(seen).toEqual(order);
    const back = [order.at(-1) ?? ''];
    for (let next = await shelf.beside(back[0] ?? '', -1); next; next = await shelf.beside(next.id, -1))
      back.push(next.id);
    expect(back.reverse()).toEqual(order);
  });

  it('gives all photos between two, whichever comes first', async () => {
    const library = new FakeLibrary(someLibrary(150, 5));
    const shelf = await opened(library);
    const order = library.order();
    const days = all(shelf);
    await shelf.load([days[0] ?? '', days.at(-1) ?? '']);
    const spot = (id: string) => ({ id, day: library.photosById.get(id)?.day ?? '' });
    const [a, b] = [spot(order[1] ?? ''), spot(order.at(-2) ?? '')];
    const asked = library.requests;
    expect(await shelf.between(b, a)).toEqual(order.slice(1, -1));
    expect(await shelf.between(a, b)).toEqual(order.slice(1, -1));
    expect(await shelf.all()).toEqual(order);
    // To know which they are, none of them is fetched.
    expect(library.requests).toBe(asked);
    await shelf.load(days);
    expect(await shelf.between(b, a)).toEqual(order.slice(1, -1));
    expect(await shelf.all()).toEqual(order);
  });

  it('lets photos leave that do not belong any more, and days with their last photo', async () => {
    const library = new FakeLibrary(someLibrary(60, 4));
    const shelf = await opened(library);
    await shelf.load(all(shelf));
    const [first = ''] = all(shelf);
    const gone = library.of(first).map((photo) => photo.id);
    shelf.patch(new Map(gone.map((id) => [id, { trashed: true }])));
    expect(all(shelf)).not.toContain(first);
    expect(shelf.count).toBe(60 - gone.length);
    const [next = ''] = held(shelf);
    shelf.patch(new Map([[next, { favourite: true }]]));
    expect(shelf.find(next)?.tile.favourite).toBe(true);
  });

  it('lets go of what is far away and keeps its shapes', async () => {
    const library = new FakeLibrary(someLibrary(9000, 50));
    const shelf = await opened(library);
    const days = all(shelf);
    for (let i = 0; i < days.length; i += 10) {
      shelf.want([days.slice(i, i + 10)]);
      await shelf.load(days.slice(i, i + 10));
    }
    expect(held(shelf).length).toBeLessThanOrEqual(6000);
    expect(shelf.day(days.at(-1) ?? '')?.tiles).not.toBeNull();
    expect(shelf.day(days[0] ?? '')?.tiles).toBeNull();
    expect(shelf.days.every((day) => day.ratios?.length === day.count)).toBe(true);
  });

  it('swaps what has been developed', async () => {
    const library = new FakeLibrary([{ id: '1', day: '2026-01-01', ratio: 1, state: 'processing' }]);
    const shelf = await opened(library);
    await shelf.load(all(shelf));
    expect(await shelf.develop(['1'])).toBe(false);
    library.add({ id: '1', day: '2026-01-01', ratio: 2, state: 'ready' });
    expect(await shelf.develop(['1'])).toBe(true);
    expect(shelf.find('1')?.tile).toMatchObject({ state: 'ready', ratio: 2 });
  });

  it('says when the server is away, and recovers', async () => {
    const library = new FakeLibrary(someLibrary(10, 5));
    const days = library.days.bind(library);
    library.days = () => Promise.reject(new Problem(0, 'No connection', 'No connection'));
    const shelf = new Shelf('library', library);
    await shelf.refresh();
    expect(shelf.status).toBe('failed');
    library.days = days;
    await shelf.refresh();
    expect(shelf.status).toBe('ready');
    expect(shelf.problem).toBeNull();
  });
});
