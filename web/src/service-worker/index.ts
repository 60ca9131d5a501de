/**
 * The service worker: the client starts without a network, shows the last screens and pictures again, and takes what other apps
 * share. It asks only what a page asks, changes no answer, and leaves uploads, originals and videos alone.
 */
import { self } from '$app/service-worker';
import { keyOf, kindOf } from './kinds';
import { become, expire, forgetWho, owner } from './owner';
import { file, install, page, part, removeOlder } from './shell';
import { share } from './share';
import { Shelf } from './shelf';

const MB = 1_000_000;
const shelves = {
  screen: new Shelf('screen', { bytes: 20 * MB, share: 0.02 }),
  thumbnail: new Shelf('thumbnail', { bytes: 150 * MB, share: 0.1 }),
  preview: new Shelf('preview', { bytes: 50 * MB, share: 0.03 }),
};
/** A screen whose answer has not come by then is shown as it was. */
const PATIENCE = 8000;
/** A header of answers that were kept. */
const KEPT = 'x-albumen-kept';

self.addEventListener('install', (event) => event.waitUntil(install()));

self.addEventListener('activate', (event) =>
  event.waitUntil(
    Promise.all([
      removeOlder(),
      self.registration.navigationPreload.enable(),
      // The page that brought the worker has its pictures kept too.
      self.clients.claim(),
    ]),
  ),
);

self.addEventListener('message', (event) => {
  const told = event.data as { person?: string | null; expired?: boolean; takeOver?: boolean } | null;
  if (told?.takeOver) event.waitUntil(self.skipWaiting());
  if (told?.expired) event.waitUntil(expire());
  if (told?.person !== undefined) event.waitUntil(become(told.person));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { method, url, mode } = request;
  const kind = kindOf({ method, url, mode, ranged: request.headers.has('range') }, self.location.origin);
  switch (kind) {
    case 'none':
      return;
    case 'changes who it is':
      return forgetWho();
    case 'share':
      return event.respondWith(share(request));
    case 'page':
      return event.respondWith(page(request, event.preloadResponse as Promise<Response | undefined>));
    case 'part':
      return event.respondWith(part(request));
    case 'file':
      return event.respondWith(file(request));
    case 'whoami':
      return event.respondWith(whoami(event));
    case 'screen':
      return event.respondWith(screen(event));
    case 'thumbnail':
    case 'preview':
      return event.respondWith(picture(event, kind));
  }
});

/** A picture never changes, so the kept one is as good as the server's. */
async function picture(event: FetchEvent, kind: 'thumbnail' | 'preview'): Promise<Response> {
  const [of, key] = [await owner(), keyOf(kind, event.request.url)];
  const kept = of && (await shelves[kind].find(of, key));
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (of && answer.status === 200) event.waitUntil(shelves[kind].keep(of, key, answer.clone()));
  return answer;
}

/** The server's answer, or the last one where there is none. */
async function screen(event: FetchEvent): Promise<Response> {
  const [of, key] = [await owner(), keyOf('screen', event.request.url)];
  const asked = fetch(event.request);
  try {
    const answer = await (of ? Promise.race([asked, lateScreen(key)]) : asked);
    if (answer.status === 401) await expire();
    else if (of && answer.status === 200 && !answer.headers.has(KEPT)) {
      event.waitUntil(shelves.screen.keep(of, key, answer.clone()));
    }
    return answer;
  } catch (error) {
    const kept = await last(key);
    if (!kept) throw error;
    await tell();
    return kept;
  }
}

/** Who is signed in decides whose all the rest is. */
async function whoami(event: FetchEvent): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    if (answer.status === 401) await expire();
    if (answer.status === 200) {
      const told = (await answer.clone().json()) as { user: { id: string } };
      await become(told.user.id);
      const of = await owner();
      if (of) event.waitUntil(shelves.screen.keep(of, keyOf('whoami', event.request.url), answer.clone()));
    }
    return answer;
  } catch (error) {
    const kept = await last(keyOf('whoami', event.request.url));
    if (!kept) throw error;
    await tell();
    return kept;
  }
}

async function last(key: string): Promise<Response | undefined> {
  const of = await owner();
  const kept = of && (await shelves.screen.find(of, key));
  if (!kept) return undefined;
  const headers = new Headers(kept.headers);
  headers.set(KEPT, '1');
  return new Response(kept.body, { status: kept.status, headers });
}

/** The last answer after a while; never, where there is none. */
function lateScreen(key: string): Promise<Response> {
  return new Promise((resolve) => {
    setTimeout(() => {
      void last(key).then((kept) => kept && resolve(kept));
    }, PATIENCE);
  });
}

/** Tells the pages that the server was not reached, so that they can say it. */
async function tell(): Promise<void> {
  for (const client of await self.clients.matchAll({ type: 'window' })) client.postMessage({ unreachable: true });
}
