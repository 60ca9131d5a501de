/** What the queue asks of the server. */
import { api, ask, Problem } from '#api';
import type { Item } from './item';
import { problemOf, send } from './send';
import { consequenceOf } from './trouble';
import { Unreadable, type Known, type Sending } from './world';

export async function check(sha256: string[]): Promise<Record<string, Known>> {
  return (await ask(api.POST('/api/v1/photos/check', { body: { sha256 } }))).found;
}

export async function restore(photo_id: string): Promise<void> {
  await ask(api.POST('/api/v1/photos/{photo_id}/restore', { params: { path: { photo_id } } }));
}

/** Asks whether anybody is there and knows us; how much room this person has. Raises `Problem`. */
export async function reach(): Promise<{ used: number; limit: number | null }> {
  return (await ask(api.GET('/api/v1/session'))).user.quota;
}

/** Whether one more byte would be taken: of this person, and by the server's disk. Raises `Problem`. */
export async function roomy(): Promise<boolean> {
  const { used, limit } = await reach();
  if (limit !== null && used >= limit) return false;
  try {
    const { checks } = await ask(api.GET('/readyz'));
    return checks.find(({ name }) => name === 'free space')?.ok ?? true;
  } catch (error) {
    // Where a proxy keeps it from us, only the next file can tell.
    if (error instanceof Problem && (error.status === 403 || error.status === 404)) return true;
    throw error;
  }
}

/** Keeps a sidecar with the photo of these bytes. */
export async function attach(photo: string, sidecar: File): Promise<void> {
  const body = new FormData();
  body.append('file', sidecar, sidecar.name);
  const sent = fetch(`/api/v1/photos/sidecars?photo=${photo}`, { method: 'POST', body });
  // Its answer says nothing that is needed.
  await ask(sent.then((response) => ({ response })));
}

export function sendItem(item: Item, file: File, owner: string, progress: (sent: number) => void): Sending {
  const { name, path, modified, sha256 } = item;
  const sending = send(file, { name, path, modified, sha256, owner }, progress);
  return { ...sending, done: sending.done.catch((error: unknown) => broken(item, file, error)) };
}

/** A connection that broke off, or a file that nobody can read any more: the browser says the same of both. */
async function broken(item: Item, file: File, error: unknown): Promise<never> {
  const problem = await problemOf(error);
  if (consequenceOf(problem) === 'offline') await readable(item, file);
  throw problem;
}

async function readable(item: Item, file: File): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    item.source.file = undefined;
    throw new Unreadable(error.message);
  }
}
