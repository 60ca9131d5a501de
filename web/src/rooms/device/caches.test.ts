import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheOf, empty, ownerIn, settle, SHARED, shellOf } from './caches';

/** The names of the caches, as a browser keeps them: in the order in which they were made. */
const names = new Set<string>();

beforeEach(() => {
  names.clear();
  vi.stubGlobal('caches', {
    keys: () => Promise.resolve([...names]),
    open: (name: string) => Promise.resolve(void names.add(name)),
    delete: (name: string) => Promise.resolve(names.delete(name)),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('whose the kept answers are', () => {
  it('stands in the name of the cache', async () => {
    names.add(shellOf('1'));
    expect(ownerIn([...names])).toBeNull();
    await settle('7');
    expect(ownerIn([...names])).toBe('7');
  });

  it('leaves nothing of anybody else, not even what they shared; the client itself stays', async () => {
    for (const name of [shellOf('1'), cacheOf('7'), SHARED]) names.add(name);
    await settle('8');
    expect([...names].sort()).toEqual([cacheOf('8'), shellOf('1')].sort());
  });

  it('keeps what was shared before anybody was there for whoever comes', async () => {
    names.add(SHARED);
    await settle('7');
    await settle('7');
    expect([...names].sort()).toEqual([cacheOf('7'), SHARED].sort());
    await settle(null);
    expect([...names]).toEqual([]);
  });

  it('stays theirs when their session is over, with nothing in it', async () => {
    for (const name of [cacheOf('7'), SHARED]) names.add(name);
    const before = [...names];
    await empty();
    expect([...names].sort()).toEqual(before.sort());
    await settle(null);
    await empty();
    expect([...names]).toEqual([]);
  });
});
