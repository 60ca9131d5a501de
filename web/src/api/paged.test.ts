import { expect, it } from 'vitest';
import { Paged } from './paged.svelte';

it('goes on where a page ended, and begins anew with another question', async () => {
  const paged = new Paged<number>();
  await paged.start((cursor) =>
    Promise.resolve(cursor === null ? { items: [9, 8], cursor: 'c' } : { items: [7], cursor: null }),
  );
  await paged.more();
  await paged.more();
  expect(paged.items).toEqual([9, 8, 7]);
  await paged.start(() => Promise.resolve({ items: [1], cursor: null }));
  expect(paged.items).toEqual([1]);
});

it('drops what comes late of an older question', async () => {
  const paged = new Paged<string>();
  let late: (page: { items: string[]; cursor: null }) => void = () => undefined;
  const first = paged.start(() => new Promise((resolve) => (late = resolve)));
  await paged.start(() => Promise.resolve({ items: ['new'], cursor: null }));
  late({ items: ['old'], cursor: null });
  await first;
  expect(paged.items).toEqual(['new']);
  expect(paged.busy).toBe(false);
});
