/**
 * What other programs of a phone shared with Albumen: the service worker put it into a cache of its own and led here. It leaves
 * that cache only when the queue has it safely.
 */
import { pickedOf, type Picked } from './item';

const SHARED = 'albumen-shared';

/** Whether something was shared. */
export async function somethingShared(): Promise<boolean> {
  // Pages that came unencrypted have no caches.
  if (!('caches' in window) || !(await caches.has(SHARED))) return false;
  return (await (await caches.open(SHARED)).keys()).length > 0;
}

/** Takes over what was shared; `take` says of each file whether it is safe now. */
export async function takeShared(take: (picked: Picked) => Promise<boolean>): Promise<void> {
  if (!(await somethingShared())) return;
  const cache = await caches.open(SHARED);
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (!response) continue;
    const picked = await sharedFile(response, new URL(request.url).pathname);
    if (await take(picked)) await cache.delete(request);
  }
  // The cache itself stays: the service worker may be writing into it.
}

/** The file that a cached answer stands for. */
export async function sharedFile(response: Response, path: string): Promise<Picked> {
  const type = response.headers.get('content-type') ?? '';
  const name = nameOf(response.headers.get('x-name')) || (path.split('/').pop() ?? 'shared');
  const modified = Number(response.headers.get('x-modified'));
  const lastModified = Number.isFinite(modified) && modified > 0 ? modified : Date.now();
  const file = new File([await response.blob()], name, { type, lastModified });
  return pickedOf(file, name);
}

function nameOf(header: string | null): string {
  if (header === null) return '';
  try {
    return decodeURIComponent(header).split(/[/\\]/).pop() ?? '';
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return '';
  }
}
