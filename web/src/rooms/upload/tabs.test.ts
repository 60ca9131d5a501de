import { describe, expect, it } from 'vitest';
import { Tabs, type Locks } from './tabs';

/** Node has the browser's locks too, one set for all in this process. */
const locks = navigator.locks as Locks;
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('Tabs', () => {
  it('lets one tab at a time send the same bytes', async () => {
    const [one, two] = [new Tabs(locks), new Tabs(locks)];
    const sent = Promise.withResolvers<string>();
    const first = one.alone('aa', () => sent.promise);
    await soon();
    expect(await two.alone('aa', () => Promise.resolve('twice'))).toBe('elsewhere');
    expect(await two.alone('bb', () => Promise.resolve('other'))).toBe('other');
    sent.resolve('once');
    expect(await first).toBe('once');
    expect(await two.alone('aa', () => Promise.resolve('now'))).toBe('now');
  });

  it('takes over from tabs that are gone, not from those that live', async () => {
    const [one, two] = [new Tabs(locks), new Tabs(locks)];
    await soon();
    const gone: boolean[] = [];
    await one.takingOver((isGone) => {
      gone.push(isGone(one.id), isGone(two.id), isGone('long ago'));
      return Promise.resolve();
    });
    expect(gone).toEqual([false, false, true]);
  });

  it('takes over everything where there are no locks', async () => {
    const tabs = new Tabs(undefined);
    await tabs.takingOver((isGone) => {
      expect([isGone('other'), isGone(tabs.id)]).toEqual([true, false]);
      return Promise.resolve();
    });
    expect(await tabs.alone('aa', () => Promise.resolve(1))).toBe(1);
  });
});
