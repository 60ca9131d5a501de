/** What can be done with photos, one or many. Each shows at once, asks the server, and says what became of it. */
import { api, ask, explain, type Photo } from '#api';
import { toasts } from '#ui';
import { words } from '#words';
import { details } from './details.svelte';
import { findTile, patchShelves, refreshShelves, shelf } from './shelves';
import type { Tile } from './tiles';

/** As many photos as one request may name. */
export const AT_ONCE = 5000;

/** Sends many in several requests. */
export async function inPieces(ids: readonly string[], send: (ids: string[]) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < ids.length; i += AT_ONCE) await send(ids.slice(i, i + AT_ONCE));
}

/**
 * Does it, and shows `change` at once; when the server refuses, says why and shows again what is true. It is said again when it is
 * done: whoever asked meanwhile may have been told how it was before.
 */
export async function attempt(
  ids: readonly string[],
  change: Partial<Photo>,
  action: () => Promise<void>,
): Promise<boolean> {
  details.patch(ids, change);
  try {
    await action();
    details.patch(ids, change);
    return true;
  } catch (error) {
    toasts.show(explain(error), { tone: 'danger' });
    details.forget(ids);
    await refreshShelves(true);
    return false;
  }
}

/** Whether to say what was done, with a way back. What undoes something says nothing. */
export type Telling = 'silent' | 'tell';

/** Says what was done, with a way back. */
export function tell(text: string, undo: () => Promise<unknown>): void {
  toasts.show(text, { action: { label: words.undo(), run: () => void undo().then(() => refreshShelves()) } });
}

/**
 * Those of some photos that do not stand on a shelf yet: only they change, and only they are changed back. Asks the server when
 * some of them were never looked at.
 */
async function notYetOn(
  name: 'favourites' | 'archive',
  ids: readonly string[],
  has: (tile: Tile) => boolean,
): Promise<string[]> {
  const tiles = ids.map((id) => findTile(id));
  if (tiles.every((tile) => tile !== undefined)) return ids.filter((_, i) => !has(tiles[i] as Tile));
  await shelf(name).refresh();
  const there = new Set(await shelf(name).all());
  return ids.filter((id) => !there.has(id));
}

async function change(
  ids: readonly string[],
  change: { favourite: boolean } | { archived: boolean },
): Promise<boolean> {
  patchShelves(ids, change);
  return attempt(ids, change, () =>
    inPieces(ids, (some) => ask(api.PATCH('/api/v1/photos', { body: { ids: some, changes: change } }))),
  );
}

export async function setFavourite(
  ids: readonly string[],
  favourite: boolean,
  telling: Telling = 'silent',
): Promise<void> {
  if (telling === 'silent') {
    await change(ids, { favourite });
    return;
  }
  const some = await changing(ids, 'favourites', (tile) => tile.favourite, favourite);
  if (!some || !(await change(some, { favourite }))) return;
  const count = some.length;
  tell(favourite ? words.favourite_done({ count }) : words.unfavourite_done({ count }), () =>
    setFavourite(some, !favourite),
  );
}

export async function setArchived(ids: readonly string[], archived: boolean, telling: Telling = 'tell'): Promise<void> {
  if (telling === 'silent') {
    await change(ids, { archived });
    return;
  }
  const some = await changing(ids, 'archive', (tile) => tile.archived, archived);
  if (!some || !(await change(some, { archived }))) return;
  const count = some.length;
  tell(archived ? words.archived_done({ count }) : words.unarchived_done({ count }), () =>
    setArchived(some, !archived, 'silent'),
  );
}

/** Those of some photos that such a change really changes. Null when that could not be found out. */
async function changing(
  ids: readonly string[],
  name: 'favourites' | 'archive',
  has: (tile: Tile) => boolean,
  to: boolean,
): Promise<readonly string[] | null> {
  if (!to) return ids;
  let some: readonly string[] | null = null;
  await attempt([], {}, async () => {
    some = await notYetOn(name, ids, has);
  });
  return some;
}

export async function trash(ids: readonly string[], telling: Telling = 'tell'): Promise<void> {
  const trashedAt = new Date().toISOString();
  patchShelves(ids, { trashed: true, trashedAt });
  const done = await attempt(ids, { trashed_at: trashedAt }, () =>
    inPieces(ids, (some) => ask(api.POST('/api/v1/photos/trash', { body: { ids: some } }))),
  );
  if (done && telling === 'tell') tell(words.trashed_done({ count: ids.length }), () => restore(ids, 'silent'));
}

export async function restore(ids: readonly string[], telling: Telling = 'tell'): Promise<void> {
  patchShelves(ids, { trashed: false, trashedAt: null });
  const done = await attempt(ids, { trashed_at: null }, () =>
    inPieces(ids, (some) => ask(api.POST('/api/v1/photos/restore', { body: { ids: some } }))),
  );
  if (!done) return;
  if (telling === 'tell') tell(words.restored_done({ count: ids.length }), () => trash(ids, 'silent'));
  await refreshShelves();
}

/** Takes everything out of the trash. */
export async function restoreAll(): Promise<void> {
  let ids: string[] = [];
  const known = await attempt([], {}, async () => {
    ids = await shelf('trash').all();
  });
  if (known && ids.length > 0) await restore(ids);
}

/** Deletes for good some of what lies in the trash. */
export async function purge(ids: readonly string[]): Promise<void> {
  patchShelves(ids, { trashed: false });
  details.forget(ids);
  await attempt(ids, {}, async () => {
    let count = 0;
    await inPieces(ids, async (some) => {
      count += (await ask(api.POST('/api/v1/photos/purge', { body: { ids: some } }))).changed.length;
    });
    toasts.show(words.trash_emptied({ count }));
    await refreshShelves(true);
  });
}

/** Deletes for good what lies in the trash. */
export async function emptyTrash(): Promise<void> {
  await attempt([], {}, async () => {
    const { purged } = await ask(api.DELETE('/api/v1/trash'));
    toasts.show(words.trash_emptied({ count: purged }));
    await refreshShelves();
  });
}
