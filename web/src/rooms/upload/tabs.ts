/**
 * Several tabs, one person: each works on its own files, takes over those of tabs that are gone, and leaves alone what another
 * is just sending. By the browser's locks, which end with their tab whatever ends it. A page that came unencrypted has none: then
 * a reload takes over what its own tab left, and what another sends twice the server keeps once.
 */
import { newId } from './intake';

const TAB = 'albumen uploads of tab ';
const BYTES = 'albumen upload of ';
const TAKING = 'albumen uploads taken over';

/** The browser's locks, as far as they are used. */
export type Locks = Pick<LockManager, 'request' | 'query'>;

export class Tabs {
  readonly id: string;
  private readonly locks: Locks | undefined;

  constructor(locks: Locks | undefined, own: string = newId()) {
    this.locks = locks;
    this.id = own;
    // Held until the tab is gone.
    void locks?.request(TAB + this.id, () => new Promise<void>(() => undefined));
  }

  /** Does something unless another tab does it for the same bytes: then it gives 'elsewhere' at once. */
  async alone<T>(sha256: string, act: () => Promise<T>): Promise<T | 'elsewhere'> {
    if (!this.locks) return act();
    return this.locks.request(BYTES + sha256, { ifAvailable: true }, (lock) =>
      lock ? act() : Promise.resolve('elsewhere' as const),
    );
  }

  /** Does something with what tells whether a tab is gone; no other tab does the same meanwhile. */
  async takingOver(act: (isGone: (tab: string) => boolean) => Promise<void>): Promise<void> {
    const { locks } = this;
    if (!locks) {
      await act((tab) => tab !== this.id);
      return;
    }
    await locks.request(TAKING, async () => {
      const { held = [] } = await locks.query();
      const alive = new Set(held.map(({ name }) => name));
      await act((tab) => tab !== this.id && !alive.has(TAB + tab));
    });
  }
}
