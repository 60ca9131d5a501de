import { describe, expect, it } from 'vitest';
import { FakeLibrary, someLibrary } from './library.fake';
import { Shelf } from './shelf.svelte';
import type { ShownTile } from './drawing';
import { Timeline } from './timeline.svelte';

const VIEW = 900;

async function shown(library: FakeLibrary, width = 1200): Promise<Timeline> {
  const shelf = new Shelf('library', library);
  const timeline = new Timeline(shelf);
  timeline.mount();
  timeline.resize(width);
  await shelf.refresh();
  return timeline;
}

const tiles = (timeline: Timeline): (ShownTile & { top: number })[] =>
  timeline.shown.flatMap((section) =>
    section.days.flatMap((day) => day.rows.flat().map((tile) => ({ ...tile, top: section.top + tile.y }))),
  );

let clock = 0;

/** Looks at a place in peace: long after the last look, so that it does not count as fast scrolling. */
function look(timeline: Timeline, y: number): void {
  clock += 100_000;
  timeline.look(y, VIEW, clock);
}

/** Lets everything that was asked for arrive: the library answers within microtasks, and this comes after all of them. */
async function settled(timeline: Timeline): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  expect(timeline.shelf.problem).toBeNull();
}

describe('Timeline', () => {
  it('is as long as the library before any photo is known', async () => {
    const timeline = await shown(new FakeLibrary(someLibrary(5000, 20)));
    expect(timeline.total).toBeGreaterThan(20_000);
    look(timeline, timeline.total / 2);
    expect(timeline.shown.length).toBeGreaterThan(0);
    expect(timeline.shown.every((section) => section.ghost)).toBe(true);
    expect(tiles(timeline)).toEqual([]);
  });

  it('draws only what is near the view, and fetches only that', async () => {
    const library = new FakeLibrary(someLibrary(20_000, 40));
    const timeline = await shown(library);
    let middle = timeline.total / 2;
    timeline.moved = (to) => (middle = to);
    look(timeline, middle);
    await settled(timeline);
    look(timeline, middle);
    const drawn = tiles(timeline);
    expect(drawn.length).toBeGreaterThan(10);
    expect(drawn.length).toBeLessThan(400);
    expect(library.asked.size).toBeLessThan(60);
    for (const tile of drawn) {
      expect(tile.top).toBeLessThan(middle + VIEW + 1200);
      expect(tile.top + tile.height).toBeGreaterThan(middle - 1200);
    }
  });

  it('tells the month of the photos at the top of the view, also where months share a section', async () => {
    const photos = Array.from({ length: 40 }, (_, i) => ({
      id: `p${i}`,
      day: `20${10 + (i >> 2)}-0${1 + (i & 3)}-05`,
      ratio: 1.5,
    }));
    const timeline = await shown(new FakeLibrary(photos), 390);
    const told = new Set<string>();
    for (let y = 40; y < timeline.total - VIEW; y += 40) {
      look(timeline, y);
      await settled(timeline);
      const days = timeline.shown.flatMap((section) => section.days.map((day) => ({ ...day, top: section.top })));
      const there = days.filter((day) =>
        day.rows.flat().some((tile) => Math.abs(day.top + tile.y + tile.height / 2 - y - 96) < tile.height / 2),
      );
      if (there.length > 0) expect(there.map((day) => day.day.slice(0, 7))).toContain(timeline.month);
      told.add(timeline.month);
    }
    expect(told.size).toBeGreaterThan(10);
  });

  it('does not move what the reader looks at while days above it arrive', async () => {
    const library = new FakeLibrary(someLibrary(3000, 15));
    const timeline = await shown(library);
    const days = timeline.shelf.days.map((day) => day.day);
    look(timeline, timeline.total / 2);
    await settled(timeline);
    let y = timeline.total / 2;
    timeline.moved = (to) => (y = to);
    look(timeline, y);
    await settled(timeline);
    look(timeline, y);
    const place = timeline.here();
    expect(place?.id).not.toBeNull();
    const id = place?.id ?? '';
    const before = (timeline.standing.boxOf(id)?.y ?? NaN) - y;
    await timeline.shelf.load(days.slice(0, 60));
    expect((timeline.standing.boxOf(id)?.y ?? NaN) - y).toBeCloseTo(before, 1);
  });

  it('does not move the reader when new photos arrive above, or the page gets narrower', async () => {
    const library = new FakeLibrary(someLibrary(800, 10));
    const timeline = await shown(library);
    await timeline.shelf.load(timeline.shelf.days.map((day) => day.day));
    let y = timeline.total / 3;
    timeline.moved = (to) => (y = to);
    look(timeline, y);
    const id = timeline.here()?.id ?? '';
    const before = (timeline.standing.boxOf(id)?.y ?? NaN) - y;
    for (let i = 0; i < 40; i++) library.add({ id: String(9_000_000 + i), day: '2027-03-03', ratio: 1 });
    await timeline.shelf.refresh();
    expect((timeline.standing.boxOf(id)?.y ?? NaN) - y).toBeCloseTo(before, 1);
    timeline.resize(420);
    expect((timeline.standing.boxOf(id)?.y ?? NaN) - y).toBeCloseTo(before, 1);
  });

  it('shows new photos at once to a reader at the top', async () => {
    const library = new FakeLibrary(someLibrary(100, 10));
    const timeline = await shown(library);
    let moved = false;
    timeline.moved = () => (moved = true);
    look(timeline, 0);
    library.add({ id: '9000000', day: '2027-03-03', ratio: 1 });
    await timeline.shelf.refresh();
    await settled(timeline);
    expect(moved).toBe(false);
    expect(tiles(timeline)[0]?.tile?.id).toBe('9000000');
  });

  it('comes back to a place as soon as the days are known', async () => {
    const library = new FakeLibrary(someLibrary(2000, 10));
    const before = await shown(library);
    look(before, 12_345);
    await settled(before);
    look(before, 12_345);
    const place = before.here();
    if (!place) throw new Error('no place');
    const timeline = new Timeline(new Shelf('library', library));
    let y = 0;
    timeline.moved = (to) => (y = to);
    timeline.mount();
    timeline.comeBack(place);
    timeline.resize(1200);
    await timeline.shelf.refresh();
    look(timeline, y);
    expect(y).toBeGreaterThan(5000);
    expect(timeline.here()?.day).toBe(place.day);
    // As soon as the photo itself is known, it stands to the pixel where it stood.
    await settled(timeline);
    look(timeline, y);
    expect(timeline.here()?.id).toBe(place.id);
    expect((timeline.standing.boxOf(place.id ?? '')?.y ?? NaN) - y).toBeCloseTo(place.below, 0);
  });

  it('finds the photo above and below', async () => {
    const library = new FakeLibrary(someLibrary(400, 8));
    const timeline = await shown(library);
    await timeline.shelf.load(timeline.shelf.days.map((day) => day.day));
    const [first = ''] = library.order();
    let id: string | null = first;
    let lowest = -1;
    for (let steps = 0; id && steps < 300; steps++) {
      const box = timeline.standing.boxOf(id);
      expect(box?.y ?? NaN).toBeGreaterThan(lowest);
      lowest = box?.y ?? NaN;
      const next: string | null = timeline.standing.vertical(id, 1);
      if (next) {
        const back = timeline.standing.boxOf(timeline.standing.vertical(next, -1) ?? '');
        expect(back?.y).toBeCloseTo(lowest, 1);
      }
      id = next;
    }
    expect(lowest).toBeGreaterThan(timeline.total * 0.9);
  });
});
