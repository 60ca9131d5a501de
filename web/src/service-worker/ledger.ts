/** What each kept answer weighs and when it was last wanted: caches themselves know neither. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

export interface Entry {
  readonly bytes: number;
  /** Milliseconds since 1970. */
  used: number;
}

interface Row extends Entry {
  owner: string;
  shelf: string;
  key: string;
}

interface Schema extends DBSchema {
  entries: { key: [string, string, string]; value: Row };
}

let database: Promise<IDBPDatabase<Schema>> | undefined;

function open(): Promise<IDBPDatabase<Schema>> {
  database ??= openDB<Schema>('albumen-kept', 1, {
    upgrade: (made) => void made.createObjectStore('entries', { keyPath: ['owner', 'shelf', 'key'] }),
  });
  return database;
}

/** All entries of one person's shelf. Those of other people are thrown away. */
export async function read(owner: string, shelf: string): Promise<Map<string, Entry>> {
  const rows = await (await open()).getAll('entries');
  const strangers = rows.filter((row) => row.owner !== owner);
  if (strangers.length > 0) await write([], strangers);
  const own = rows.filter((row) => row.owner === owner && row.shelf === shelf);
  return new Map(own.map((row) => [row.key, { bytes: row.bytes, used: row.used }]));
}

/** Writes some entries and removes others, all or nothing. */
export async function write(
  put: readonly Row[],
  gone: readonly { owner: string; shelf: string; key: string }[],
): Promise<void> {
  const change = (await open()).transaction('entries', 'readwrite');
  for (const row of put) void change.store.put(row);
  for (const { owner, shelf, key } of gone) void change.store.delete([owner, shelf, key]);
  await change.done;
}

/** The keys to let go of so that the rest weighs no more than `most`: those that were not wanted for longest. */
export function excess(entries: ReadonlyMap<string, Entry>, most: number): string[] {
  let total = 0;
  for (const entry of entries.values()) total += entry.bytes;
  if (total <= most) return [];
  const gone: string[] = [];
  for (const [key, entry] of [...entries].sort((a, b) => a[1].used - b[1].used)) {
    // A tenth more than needed, so that not every further picture asks for this.
    if (total <= most * 0.9) break;
    gone.push(key);
    total -= entry.bytes;
  }
  return gone;
}
