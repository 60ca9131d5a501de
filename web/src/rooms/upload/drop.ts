/**
 * Files out of what was dropped, picked or pasted, with all that lies in dropped folders. They are given folder by folder, so
 * that a large one begins to be sent while the rest is still read. Where the browser has handles, which can be asked again after
 * a reload, they come along.
 */
import { pickedOf, type Picked } from './item';

/** The part of the browser's entries that is used. */
export interface Entry {
  isFile: boolean;
  isDirectory: boolean;
  fullPath: string;
  file?: (found: (file: File) => void, failed: (error: unknown) => void) => void;
  createReader?: () => { readEntries: (found: (entries: Entry[]) => void, failed: (error: unknown) => void) => void };
}

/** What only some browsers can. */
interface Handing {
  getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
}

/** Told of the files of one folder after the other. */
export type Take = (files: Picked[]) => void;
type Unreadable = (path: string) => void;

/** Files whose particulars are asked for at the same time. */
const AT_ONCE = 32;
/** Files that are given at a time where a folder has more: a page must stay quick while it takes them in. */
export const PART = 200;

/** Whether something dragged over the page contains files. */
export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/**
 * Reads what was dropped. Must be called while the event is handled: afterwards the browser forgets. What cannot be read is
 * left out and reported by `unreadable`.
 */
export async function dropped(transfer: DataTransfer, take: Take, unreadable: Unreadable): Promise<void> {
  const loose: Picked[] = [];
  const pairs: [Entry | null, Promise<FileSystemHandle | null> | null][] = [];
  // Chromium offers handles to pages that came unencrypted, too, and ends the tab that asks for one.
  const handles = globalThis.isSecureContext;
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry() as Entry | null;
    const handle = handles ? ((item as Handing).getAsFileSystemHandle?.().catch(() => null) ?? null) : null;
    const file = entry || handle ? null : item.getAsFile();
    if (file) loose.push(pickedOf(file, file.name));
    else pairs.push([entry, handle]);
  }
  const entries: Entry[] = [];
  for (const [entry, asked] of pairs) {
    const handle = await asked;
    if (handle?.kind === 'directory')
      await walkHandles(handle as FileSystemDirectoryHandle, handle.name, handle, take, unreadable);
    else if (handle) await ofHandle(handle as FileSystemFileHandle, handle.name, handle, loose, unreadable);
    else if (entry) entries.push(entry);
  }
  await walk(entries, (files) => loose.push(...files), unreadable, take);
  if (loose.length > 0) take(loose);
}

/**
 * All files below some entries, folder by folder, in the order of their names. `loose` gets those that lie in no folder that was
 * dropped.
 */
export async function walk(entries: readonly Entry[], loose: Take, unreadable: Unreadable, take: Take): Promise<void> {
  loose(await filesOf(entries, unreadable));
  const waiting = foldersOf(entries);
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    try {
      const inside = await children(folder);
      waiting.push(...foldersOf(inside));
      const files = await filesOf(inside, unreadable);
      if (files.length > 0) take(files);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      unreadable(pathOf(folder));
    }
  }
}

function pathOf(entry: Entry): string {
  return entry.fullPath.replace(/^\//, '');
}

/** Folders, the last of their names first. */
function foldersOf(entries: readonly Entry[]): Entry[] {
  return entries.filter((entry) => entry.isDirectory).sort((a, b) => (a.fullPath < b.fullPath ? 1 : -1));
}

async function filesOf(entries: readonly Entry[], unreadable: Unreadable): Promise<Picked[]> {
  const files = entries.filter((entry) => entry.isFile).sort((a, b) => (a.fullPath < b.fullPath ? -1 : 1));
  return inParts(files, async (entry, found) => {
    try {
      const file = await new Promise<File>((resolve, reject) => entry.file?.(resolve, reject));
      found.push(pickedOf(file, pathOf(entry)));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      unreadable(pathOf(entry));
    }
  });
}

/** A folder gives its entries in batches; an empty batch is the end. */
async function children(folder: Entry): Promise<Entry[]> {
  const reader = folder.createReader?.();
  const all: Entry[] = [];
  while (reader) {
    const batch = await new Promise<Entry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) break;
    all.push(...batch);
  }
  return all;
}

/** All files below a folder that the browser gave a handle of. */
async function walkHandles(
  top: FileSystemDirectoryHandle,
  topPath: string,
  root: FileSystemHandle,
  take: Take,
  unreadable: Unreadable,
): Promise<void> {
  const waiting: [FileSystemDirectoryHandle, string][] = [[top, topPath]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [folder, path] = next;
    const files: FileSystemFileHandle[] = [];
    const folders: FileSystemDirectoryHandle[] = [];
    try {
      for await (const inside of folder.values())
        if (inside.kind === 'directory') folders.push(inside as FileSystemDirectoryHandle);
        else files.push(inside as FileSystemFileHandle);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      unreadable(path);
    }
    folders.sort((a, b) => (a.name < b.name ? 1 : -1));
    waiting.push(...folders.map((inside): [FileSystemDirectoryHandle, string] => [inside, `${path}/${inside.name}`]));
    files.sort((a, b) => (a.name < b.name ? -1 : 1));
    const found = await inParts(files, (handle, all) =>
      ofHandle(handle, `${path}/${handle.name}`, root, all, unreadable),
    );
    if (found.length > 0) take(found);
  }
}

async function ofHandle(
  handle: FileSystemFileHandle,
  path: string,
  root: FileSystemHandle,
  found: Picked[],
  unreadable: Unreadable,
): Promise<void> {
  try {
    found.push(pickedOf(await handle.getFile(), path, { handle, root }));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    unreadable(path);
  }
}

/** Asks for some at a time, and keeps their order. */
async function inParts<T>(all: readonly T[], ask: (one: T, found: Picked[]) => Promise<void>): Promise<Picked[]> {
  const found: Picked[] = [];
  for (let begin = 0; begin < all.length; begin += AT_ONCE) {
    const parts = all.slice(begin, begin + AT_ONCE).map(async (one) => {
      const own: Picked[] = [];
      await ask(one, own);
      return own;
    });
    for (const own of await Promise.all(parts)) found.push(...own);
  }
  return found;
}

/** Files out of a file picker, the files of a folder together. */
export function picked(files: Iterable<File>): Picked[][] {
  const folders = new Map<string, Picked[]>();
  for (const file of files) {
    const path = file.webkitRelativePath || file.name;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const known = folders.get(folder);
    const one = pickedOf(file, path);
    if (known) known.push(one);
    else folders.set(folder, [one]);
  }
  return [...folders.values()];
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Files that were pasted. A browser calls every picture "image.png": the moment is a better name. */
export function pasted(files: Iterable<File>, now: Date): Picked[] {
  return [...files].map((file, index) => {
    const one = pickedOf(file, file.name);
    if (!/^image\.\w+$/.test(file.name)) return one;
    const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    const time = `${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
    const name = `${day} ${time}${index > 0 ? ` (${index})` : ''}${file.name.slice('image'.length)}`;
    return { ...one, name, path: name };
  });
}

interface Picker {
  showOpenFilePicker?: (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;
}

/** Lets the reader choose files of which the browser gives handles; null where it cannot. Must be called while a press is handled. */
export async function pick(): Promise<Picked[] | null> {
  const { showOpenFilePicker } = window as Picker;
  if (!showOpenFilePicker) return null;
  try {
    const handles = await showOpenFilePicker.call(window, { multiple: true });
    return await inParts(handles, (handle, found) => ofHandle(handle, handle.name, handle, found, () => undefined));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return error.name === 'AbortError' ? [] : null;
  }
}
