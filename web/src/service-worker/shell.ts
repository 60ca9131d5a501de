/** The client itself, so that it starts without a network: its start page and the files of this version. */
import { isShell, shellOf } from '../rooms/device/caches';

/** Put in by scripts/finish.ts: a name that changes whenever a file does, and the paths of all that pages are made of. */
const build = JSON.parse('ALBUMEN_BUILD') as { version: string; files: string[] };
const own = shellOf(build.version);

const START = '/';
/** What has not come by then is answered by what lies here. */
const PATIENCE = 4000;
/** Where a proxy says that nobody is behind it. */
const NOBODY_THERE = 502;

/** Fetches all of this version. Fails, and is tried again later, where the server has another one by now. */
export async function install(): Promise<void> {
  const cache = await caches.open(own);
  await cache.addAll(build.files);
  const page = await fetch(START, { cache: 'reload' });
  const html = await page.clone().text();
  const known = [...html.matchAll(/\/_app\/immutable\/[^"]+/g)].every(([path]) => build.files.includes(path));
  if (!page.ok || !known) throw new Error('The start page is that of another version.');
  await cache.put(START, page);
}

/** Lets go of older versions, but for the last one: a page of it may still be open and ask for a part it did not need yet. */
export async function removeOlder(): Promise<void> {
  const older = (await caches.keys()).filter((name) => isShell(name) && name !== own).slice(0, -1);
  await Promise.all(older.map((name) => caches.delete(name)));
}

/** A file of the client whose content is in its name: never another one, wherever it comes from. */
export async function part(request: Request): Promise<Response> {
  return (await find(request.url)) ?? fetch(request);
}

/** A file that may have changed: the server's where it answers. */
export async function file(request: Request): Promise<Response> {
  return fresh(fetch(request), () => find(request.url));
}

/** A page: the server's, and the start page of this version where there is none. */
export async function page(request: Request, preloaded: Promise<Response | undefined>): Promise<Response> {
  const asked = preloaded.then((answer) => answer ?? fetch(request));
  return fresh(asked, () => caches.match(START, { cacheName: own }));
}

async function fresh(asked: Promise<Response>, find: () => Promise<Response | undefined>): Promise<Response> {
  const answer = await Promise.race([asked.catch(() => undefined), later()]);
  if (answer && answer.status < NOBODY_THERE) return answer;
  return (await find()) ?? asked;
}

/** In this version or the last one, and nowhere else: what is kept of people is no part of the client. */
async function find(address: string): Promise<Response | undefined> {
  const shells = (await caches.keys()).filter(isShell);
  for (const cacheName of [own, ...shells.filter((name) => name !== own)]) {
    const found = await caches.match(address, { cacheName, ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

function later(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE));
}
