/** Changing what is said of one photo: shown at once, sent, and taken back when it cannot be. */
import { api, ask, askAgain, Problem, type Photo, type PhotoChanges } from '#api';
import { words } from '#words';
import { details } from './details.svelte';
import { refreshShelves } from './shelves';

/** Somebody (or another window) changed the same thing meanwhile: nothing was overwritten. */
class Meanwhile extends Problem {
  constructor() {
    super(409, words.changed_meanwhile(), words.changed_meanwhile());
  }
}

/** Edits of a photo go out one after another, in the order in which they were made. */
const last = new Map<string, Promise<unknown>>();

function same(photo: Photo, expected: Partial<Photo>): boolean {
  return Object.entries(expected).every(
    ([name, value]) => JSON.stringify(photo[name as keyof Photo]) === JSON.stringify(value),
  );
}

function pick(photo: Photo, names: readonly string[]): Partial<Photo> {
  return Object.fromEntries(Object.entries(photo).filter(([name]) => names.includes(name)));
}

/**
 * Changes a photo. `shows` is how it looks until the server has answered. Raises `Problem` when it did not work, and
 * `Meanwhile` when what is to be changed is not any more what it was on this page; the page then shows what is true.
 */
export function editPhoto(id: string, changes: PhotoChanges, shows: Partial<Photo>): Promise<Photo> {
  const known = details.peek(id);
  const expected = known ? pick(known, Object.keys(shows)) : {};
  details.patch([id], shows);
  const sent = (last.get(id) ?? Promise.resolve()).catch(() => undefined).then(() => send(id, changes, expected));
  last.set(id, sent);
  void sent
    .catch(() => undefined)
    .then(() => {
      if (last.get(id) === sent) last.delete(id);
    });
  return sent;
}

/** Null for an answer that says that the photo is not any more as it was seen. */
function changedSince(error: unknown): null {
  if (error instanceof Problem && error.status === 412) return null;
  throw error;
}

async function send(id: string, changes: PhotoChanges, expected: Partial<Photo>): Promise<Photo> {
  const path = { photo_id: id };
  try {
    for (;;) {
      const seen = await askAgain(api.GET('/api/v1/photos/{photo_id}', { params: { path } }));
      if (!seen) throw new TypeError('nothing was said of what is known already');
      const now = seen.body;
      if (!same(now, expected)) {
        details.put(now);
        throw new Meanwhile();
      }
      const params = { path, header: { 'if-match': seen.etag } };
      const after = await ask(api.PATCH('/api/v1/photos/{photo_id}', { params, body: changes })).catch(changedSince);
      // Something changed between the question and the answer: if it was something else, both shall count.
      if (!after) continue;
      details.put(after);
      if (after.shown_at !== now.shown_at) await refreshShelves();
      return after;
    }
  } catch (error) {
    if (!(error instanceof Meanwhile)) details.patch([id], expected);
    throw error;
  }
}
