import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Item, STATES } from './item';
import { Lists } from './lists';
import { file } from './world.fake';

const some = (count: number): Item[] =>
  Array.from({ length: count }, (_, n) => new Item(`${n}`, n, file(`${n}.jpg`, n + 1)));

describe('Lists', () => {
  it('gives the first that came into a list', () => {
    const lists = new Lists();
    const [one, two] = some(2) as [Item, Item];
    for (const item of [one, two]) lists.enter(item, 'waiting');
    lists.move(one, 'paused');
    lists.move(one, 'waiting');
    expect([lists.first('waiting'), lists.first('done')]).toEqual([two, undefined]);
  });

  it('has each file in one list, and adds up its bytes once, whatever happens', () => {
    const happening = fc.record({
      what: fc.constantFrom('move', 'tally', 'remove'),
      which: fc.nat(4),
      state: fc.constantFrom(...STATES.filter((state) => state !== 'skipped')),
    });
    fc.assert(
      fc.property(fc.array(happening), (happenings) => {
        const lists = new Lists();
        const items = some(5);
        for (const item of items) lists.enter(item, item.order === 4 ? 'skipped' : 'waiting');
        const here = new Set(items);
        for (const { what, which, state } of happenings) {
          const item = items[which] as Item;
          if (!here.has(item)) continue;
          if (what === 'remove') {
            lists.remove(item);
            here.delete(item);
          } else if (what === 'tally') lists.tally(item, Math.min(which, item.size));
          else if (item.state !== 'skipped') lists.move(item, state);
        }
        expect(STATES.flatMap((state) => [...lists.of[state]]).sort((a, b) => a.order - b.order)).toEqual([...here]);
        for (const item of here) expect(lists.of[item.state].has(item)).toBe(true);
        const sum = (of: (item: Item) => number): number => [...here].reduce((total, item) => total + of(item), 0);
        expect(lists.size).toBe(here.size);
        expect(lists.bytesTotal).toBe(sum((item) => (item.state === 'skipped' ? 0 : item.size)));
        expect(lists.bytesDone).toBe(sum((item) => item.counted));
      }),
    );
  });
});
