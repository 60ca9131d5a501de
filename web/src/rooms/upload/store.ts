/**
 * What outlives the page: the queue with how far each file is, handles of files where the browser has them, and the bytes of
 * small files where it has not. IndexedDB, written in batches so that ten thousand files do not hold up the page.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { FLAG } from './flag';
import { Item, type State } from './item';
import type { Reason } from './trouble';

/** Bytes that are kept for one file, and for all together. */
const MOST_OF_ONE = 64 * 1024 * 1024;
const MOST = 512 * 1024 * 1024;
/** Milliseconds in which changes gather. */
const GATHER = 200;
const PART = 100;

/** One unfinished file as it is kept. */
export interface Kept {
  id: string;
  owner: string;
  /** The tab that works on it. */
  tab: string;
  order: number;
  path: string;
  name: string;
  size: number;
  modified: number;
  type: string;
  sha256: string;
  state: State;
  reason: Reason | null;
  sent: number;
  again: boolean;
  kept: boolean;
  sidecars: File[];
  handle: FileSystemFileHandle | null;
  root: FileSystemHandle | null;
}

interface Schema extends DBSchema {
  files: { key: string; value: Kept; indexes: { owner: string } };
  bytes: { key: string; value: { id: string; file: File } };
}

export class Store {
  /** Whether anything can be kept at all: private windows and strict settings may refuse. */
  working = true;
  private database: Promise<IDBPDatabase<Schema>> | null = null;
  private readonly waiting = new Map<string, Kept | null>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing: Promise<void> = Promise.resolve();
  private room = MOST;

  /** Whether everything that was told has been written. */
  get settled(): boolean {
    return this.waiting.size === 0;
  }

  put(kept: Kept): void {
    this.waiting.set(kept.id, kept);
    this.soon();
  }

  remove(id: string): void {
    this.waiting.set(id, null);
    this.soon();
  }

  /** Writes what waits, now. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async all(owner: string): Promise<Kept[]> {
    const found = await this.attempt(async (database) => database.getAllFromIndex('files', 'owner', owner));
    return (found ?? []).sort((a, b) => a.order - b.order);
  }

  /** Keeps the bytes of a file, if there is room; whether it did. */
  async keepBytes(id: string, file: File): Promise<boolean> {
    if (file.size > MOST_OF_ONE || file.size > this.room) return false;
    this.room -= file.size;
    const done = await this.attempt(async (database) => {
      await database.put('bytes', { id, file });
      return true;
    });
    if (done !== true) this.room += file.size;
    return done === true;
  }

  async bytesOf(id: string): Promise<File | null> {
    return (await this.attempt(async (database) => (await database.get('bytes', id))?.file)) ?? null;
  }

  private soon(): void {
    this.timer ??= setTimeout(() => void this.flush(), GATHER);
  }

  private async write(): Promise<void> {
    while (this.waiting.size > 0 && this.working) {
      const part = [...this.waiting].slice(0, PART);
      const written = await this.attempt(async (database) => {
        const change = database.transaction(['files', 'bytes'], 'readwrite');
        const [files, bytes] = [change.objectStore('files'), change.objectStore('bytes')];
        for (const [id, kept] of part) {
          if (kept) void files.put(kept);
          else {
            void files.delete(id);
            void bytes.delete(id);
          }
        }
        await change.done;
        return true;
      });
      if (written !== true) return;
      // What was told meanwhile waits for the next round.
      for (const [id, kept] of part) if (this.waiting.get(id) === kept) this.waiting.delete(id);
    }
    const left = await this.attempt((database) => database.count('files'));
    if (left === undefined) return;
    if (left > 0) localStorage.setItem(FLAG, '1');
    else {
      localStorage.removeItem(FLAG);
      this.room = MOST;
    }
  }

  /** Does something with the database; undefined where the browser does not let us. */
  private async attempt<T>(act: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T | undefined> {
    if (!this.working) return undefined;
    try {
      this.database ??= openDB<Schema>('albumen uploads', 1, {
        upgrade: (database) => {
          database.createObjectStore('files', { keyPath: 'id' }).createIndex('owner', 'owner');
          database.createObjectStore('bytes', { keyPath: 'id' });
        },
      });
      return await act(await this.database);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      // No room for these bytes is no reason to forget the queue; everything else is.
      if (error.name !== 'QuotaExceededError') this.working = false;
      return undefined;
    }
  }
}

export function keptOf(item: Item, owner: string, tab: string): Kept {
  const { id, order, path, name, size, modified, type, sha256, state, reason, sent, again, kept, sidecars } = item;
  const { handle = null, root = null } = item.source;
  return {
    ...{ id, owner, tab, order, path, name, size, modified, type, sha256, state, reason, sent, again, kept },
    sidecars,
    handle,
    root: root === handle ? null : root,
  };
}

export function itemOf(kept: Kept): Item {
  const { handle, root, sha256, reason, sent, again, sidecars, ...about } = kept;
  const item = new Item(kept.id, kept.order, { ...about, ...(handle ? { handle, root: root ?? handle } : {}) });
  return Object.assign(item, { sha256, reason, sent, again, sidecars, kept: kept.kept });
}
