/** The queue over a reload: what is kept for the next page, and what of it that one can still read. */
import { Item, OVER, type State } from './item';
import { itemOf, keptOf, type Store } from './store';
import type { Tabs } from './tabs';
import type { Uploads } from './uploads';
import { Unreadable } from './world';

/** The part of a handle that not every browser has. */
interface Asking {
  queryPermission?: (about: { mode: 'read' }) => Promise<PermissionState>;
  requestPermission?: (about: { mode: 'read' }) => Promise<PermissionState>;
}

export class Keeping {
  owner: string | null = null;
  private readonly store: Store;
  private readonly tabs: Tabs;
  /** Bytes are kept one file after the other. */
  private queue: Promise<void> = Promise.resolve();

  constructor(store: Store, tabs: Tabs) {
    this.store = store;
    this.tabs = tabs;
  }

  /** The bytes of a file, from wherever they can still be had. Raises `Unreadable`. */
  async open(item: Item): Promise<File> {
    const { source } = item;
    try {
      const file = source.file ?? (await source.handle?.getFile()) ?? (await this.store.bytesOf(item.id));
      // What was known of it is not so any more when its size is another.
      if (!file || file.size !== item.size) throw new Unreadable(file ? 'changed' : 'gone');
      source.file = file;
      return file;
    } catch (error) {
      if (error instanceof DOMException) throw new Unreadable(error.message);
      throw error;
    }
  }

  keep(item: Item): void {
    if (this.owner !== null) this.store.put(keptOf(item, this.owner, this.tabs.id));
  }

  forget(items: readonly Item[]): void {
    for (const { id } of items) this.store.remove(id);
  }

  /** Keeps the bytes of files that nobody could read again after a reload, in the order in which they wait. */
  keepBytes(items: Iterable<Item>): void {
    const wanted = [...items].filter((item) => !item.durable);
    if (wanted.length === 0) return;
    this.queue = this.queue.then(async () => {
      for (const item of wanted) await this.keepBytesOf(item);
    });
  }

  /** Whether a reload costs nothing of this file from now on. */
  async keepBytesOf(item: Item): Promise<boolean> {
    const { file } = item.source;
    if (!file || item.durable || OVER.includes(item.state)) return item.durable || OVER.includes(item.state);
    if (!(await this.store.keepBytes(item.id, file))) return false;
    item.kept = true;
    if (OVER.includes(item.state)) this.forget([item]);
    else this.keep(item);
    return true;
  }

  /** Writes what waits; whether it is written. */
  async written(): Promise<boolean> {
    await this.store.flush();
    return this.store.settled;
  }

  /** Takes over what tabs that are gone have left of this person. */
  async takeOver(uploads: Uploads): Promise<void> {
    const { owner } = this;
    if (owner === null) return;
    await this.tabs.takingOver(async (isGone) => {
      const left = (await this.store.all(owner)).filter((kept) => isGone(kept.tab));
      const states = new Map<Item, State>();
      for (const kept of left) {
        const item = itemOf(kept);
        states.set(item, await stateOf(item, kept.state));
      }
      if (left.length === 0 || this.owner !== owner) return;
      const items = [...states.keys()];
      uploads.restore(items, states);
      for (const item of items) if (!OVER.includes(item.state)) this.keep(item);
      await this.store.flush();
    });
  }

  /** Whether leaving the page now would lose something of these files. */
  wouldLose(items: Iterable<Item>): boolean {
    const open = [...items];
    if (open.length === 0) return false;
    return !this.store.working || !this.store.settled || open.some((item) => !item.durable);
  }
}

/** What can be done with a file that an earlier page left. */
async function stateOf(item: Item, before: State): Promise<State> {
  if (before === 'paused' || before === 'purged' || before === 'failed') return before;
  if (item.kept) return 'waiting';
  const { handle, root } = item.source;
  if (!handle) return 'lost';
  const asked = (root ?? handle) as Asking;
  // Handles of the browser's own storage know no permission.
  const permission = (await asked.queryPermission?.({ mode: 'read' })) ?? 'granted';
  return permission === 'granted' ? 'waiting' : 'locked';
}

/** Asks for permission to read again what the browser locked. Must be called while a press is handled. */
export async function unlock(uploads: Uploads): Promise<void> {
  const groups: { root: FileSystemHandle; items: Item[] }[] = [];
  for (const item of uploads.sets.locked) {
    const root = item.source.root ?? item.source.handle;
    if (!root) continue;
    let group: (typeof groups)[number] | undefined;
    for (const each of groups) if (!group && (await each.root.isSameEntry(root))) group = each;
    if (group) group.items.push(item);
    else groups.push({ root, items: [item] });
  }
  for (const { root, items } of groups) {
    if ((await (root as Asking).requestPermission?.({ mode: 'read' })) !== 'granted') break;
    uploads.unlock(items);
  }
}
