/** What can be done with photos, one or many. Each shows at once, asks the server, and says what became of it. */
import { api, ask, explain } from '#api';
import { toasts } from '#ui';
import { words } from '#words';
import { details } from './details.svelte';
import { patchShelves, refreshShelves } from './shelves';

/** As many photos as one request may name. */
const AT_ONCE = 5000;

async function inPieces(ids: readonly string[], send: (ids: string[]) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < ids.length; i += AT_ONCE) await send(ids.slice(i, i + AT_ONCE));
}

/** Does it; when the server refuses, says why and shows again what is true. */
async function attempt(ids: readonly string[], action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    toasts.show(explain(error), { tone: 'danger' });
    details.forget(ids);
    await refreshShelves();
    return false;
  }
}

export async function setFavourite(ids: readonly string[], favourite: boolean): Promise<void> {
  patchShelves(ids, { favourite });
  details.patch(ids, { favourite });
  await attempt(ids, () =>
    inPieces(ids, (some) => ask(api.PATCH('/api/v1/photos', { body: { ids: some, changes: { favourite } } }))),
  );
}

export async function setArchived(ids: readonly string[], archived: boolean, undo = false): Promise<void> {
  patchShelves(ids, { archived });
  details.patch(ids, { archived });
  const done = await attempt(ids, () =>
    inPieces(ids, (some) => ask(api.PATCH('/api/v1/photos', { body: { ids: some, changes: { archived } } }))),
  );
  if (!done) return;
  if (undo) {
    await refreshShelves();
    return;
  }
  const count = ids.length;
  toasts.show(archived ? words.archived_done({ count }) : words.unarchived_done({ count }), {
    action: { label: words.undo(), run: () => void setArchived(ids, !archived, true) },
  });
}

export async function trash(ids: readonly string[]): Promise<void> {
  patchShelves(ids, { trashed: true });
  details.forget(ids);
  const done = await attempt(ids, () =>
    inPieces(ids, (some) => ask(api.POST('/api/v1/photos/trash', { body: { ids: some } }))),
  );
  if (!done) return;
  toasts.show(words.trashed_done({ count: ids.length }), {
    action: { label: words.undo(), run: () => void restore(ids, true) },
  });
}

export async function restore(ids: readonly string[], undo = false): Promise<void> {
  patchShelves(ids, { trashed: false });
  details.forget(ids);
  const done = await attempt(ids, () =>
    inPieces(ids, (some) => ask(api.POST('/api/v1/photos/restore', { body: { ids: some } }))),
  );
  if (!done) return;
  if (!undo) toasts.show(words.restored_done({ count: ids.length }));
  await refreshShelves();
}

/** Deletes for good what lies in the trash. */
export async function emptyTrash(): Promise<void> {
  await attempt([], async () => {
    const { purged } = await ask(api.DELETE('/api/v1/trash'));
    toasts.show(words.trash_emptied({ count: purged }));
    await refreshShelves();
  });
}

/**
 * Downloads the originals of photos: one as it is, several as a zip that the server writes while it is sent.
 *
 * The zip is asked for by a form in a hidden frame, because a browser saves to disk only what it asked for itself. The frame
 * loads a page only when the server refused.
 */
export function download(ids: readonly string[]): void {
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) {
    const link = document.createElement('a');
    link.href = `/api/v1/photos/${only}/original`;
    link.download = '';
    link.click();
    return;
  }
  const frame = document.createElement('iframe');
  frame.name = `download-${Date.now()}`;
  frame.hidden = true;
  frame.addEventListener('load', () => {
    if (frame.dataset['asked']) toasts.show(words.download_failed(), { tone: 'danger' });
  });
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/api/v1/photos/zip';
  form.target = frame.name;
  form.hidden = true;
  const field = document.createElement('input');
  field.name = 'ids';
  field.value = ids.join(',');
  form.append(field);
  document.body.append(frame, form);
  frame.dataset['asked'] = 'yes';
  form.submit();
  form.remove();
  toasts.show(words.download_started({ count: ids.length }));
}
