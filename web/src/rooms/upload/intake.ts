/** Sorts what was chosen: photos and videos, their sidecars, what is left at home, and what was waited for. */
import { isJunk, isMedia } from './accept';
import { Item, likenessOf, type Picked } from './item';
import { Folder, isSidecar } from './sidecars';
import type { Reason } from './trouble';

export interface Sorted {
  fresh: Item[];
  skipped: { item: Item; reason: Reason }[];
  /** Files that an earlier page began and could not read any more: here they are again. */
  found: Item[];
}

export class Intake {
  private next = 1;

  item(picked: Picked): Item {
    return new Item(newId(), this.next++, picked);
  }

  /** Later files stand behind what an earlier page left. */
  seen(item: Item): void {
    this.next = Math.max(this.next, item.order + 1);
  }

  take(files: readonly Picked[], lost: ReadonlySet<Item>): Sorted {
    const sorted: Sorted = { fresh: [], skipped: [], found: [] };
    const waited = new Map([...lost].map((item) => [item.likeness, item]));
    const folders = new Map<string, Folder<Item>>();
    const sidecars: Picked[] = [];
    for (const picked of files) {
      if (isJunk(picked.path)) continue;
      if (isSidecar(picked.name)) sidecars.push(picked);
      else if (!isMedia(picked)) sorted.skipped.push({ item: this.item(picked), reason: { why: 'not-media' } });
      else if (picked.size === 0) sorted.skipped.push({ item: this.item(picked), reason: { why: 'empty' } });
      else {
        const likeness = likenessOf(picked);
        const item = waited.get(likeness) ?? this.item(picked);
        if (waited.delete(likeness)) {
          item.source = { file: picked.file, handle: picked.handle, root: picked.root };
          sorted.found.push(item);
        } else sorted.fresh.push(item);
        folderOf(folders, picked.path).add(picked.name, item);
      }
    }
    for (const sidecar of sidecars) {
      const photos = folders.get(parentOf(sidecar.path))?.photosOf(sidecar.name) ?? [];
      for (const photo of photos) if (sidecar.file) photo.sidecars.push(sidecar.file);
      if (photos.length === 0) sorted.skipped.push({ item: this.item(sidecar), reason: { why: 'no-photo' } });
    }
    return sorted;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function folderOf<T>(folders: Map<string, Folder<T>>, path: string): Folder<T> {
  const parent = parentOf(path);
  let folder = folders.get(parent);
  if (!folder) folders.set(parent, (folder = new Folder<T>()));
  return folder;
}

/** Also on pages that came unencrypted, where the browser has no `randomUUID`. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}
