/** Files out of what was dropped, with all that lies in dropped folders. */

export interface Picked {
  file: File;
  /** The path inside the dropped folder, or just the name. */
  path: string;
}

/** The part of the browser's entries that is used. */
export interface Entry {
  isFile: boolean;
  isDirectory: boolean;
  fullPath: string;
  file?: (found: (file: File) => void, failed: (error: unknown) => void) => void;
  createReader?: () => { readEntries: (found: (entries: Entry[]) => void, failed: (error: unknown) => void) => void };
}

/** Whether something dragged over the page contains files. */
export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/**
 * Reads what was dropped. Must be called while the event is handled: afterwards the browser forgets. What cannot be read is
 * left out and reported by `unreadable`.
 */
export async function dropped(transfer: DataTransfer, unreadable: (path: string) => void): Promise<Picked[]> {
  const loose: Picked[] = [];
  const entries: Entry[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry() as Entry | null;
    const file = entry ? null : item.getAsFile();
    if (entry) entries.push(entry);
    else if (file) loose.push({ file, path: file.name });
  }
  return [...loose, ...(await walk(entries, unreadable))];
}

/** All files below some entries, depth first, in the order of their names. */
export async function walk(entries: readonly Entry[], unreadable: (path: string) => void): Promise<Picked[]> {
  const found: Picked[] = [];
  const waiting = [...entries].reverse();
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    const { fullPath } = entry;
    try {
      if (entry.isDirectory)
        waiting.push(...(await children(entry)).sort((a, b) => (a.fullPath < b.fullPath ? 1 : -1)));
      else if (entry.isFile) found.push({ file: await fileOf(entry), path: fullPath.replace(/^\//, '') });
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      unreadable(fullPath.replace(/^\//, ''));
    }
  }
  return found;
}

function fileOf(entry: Entry): Promise<File> {
  return new Promise((resolve, reject) => entry.file?.(resolve, reject));
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

/** Files out of a file picker. */
export function picked(files: FileList): Picked[] {
  return [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}
