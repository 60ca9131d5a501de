import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { FakeLibrary, someLibrary } from './library.fake';
import { outliving } from './outliving.svelte';
import { Shelf } from './shelf.svelte';

describe('outliving', () => {
  it('keeps what is derived alive after whoever asked for it is gone', async () => {
    const library = new FakeLibrary(someLibrary(20, 5));
    let shelf: Shelf | undefined;
    const leave = $effect.root(() => {
      shelf = outliving(() => new Shelf('library', library));
    });
    await shelf?.refresh();
    expect(shelf?.count).toBe(20);
    leave();
    library.add({ id: '9', day: '2026-01-01', ratio: 1 });
    await shelf?.refresh();
    flushSync();
    expect(shelf?.count).toBe(21);
  });
});
