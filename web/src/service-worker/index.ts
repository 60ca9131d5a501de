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
const WHO = '/api/v1/session';
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

/** What a page tells: who signed in (null: out), that a session is over, that the reader wants the new version. */
interface Told {
  readonly person?: string | null;
  readonly expired?: boolean;
  readonly takeOver?: boolean;
}

self.addEventListener('message', (event) => {
  const told = event.data as Told;
  if (told.takeOver) event.waitUntil(self.skipWaiting());
  else event.waitUntil(hear(told, event.ports[0]));
});

async function hear({ person, expired }: Told, port: MessagePort | undefined): Promise<void> {
  if (expired) await expire();
  if (person !== undefined) await become(person);
  port?.postMessage('done');
  // Who signed in was not asked for who they are: without that nothing starts without a network.
  const written: Promise<void>[] = [];
  if (person && !(await last(WHO)))
    await whoami(new Request(WHO), (promise) => written.push(promise)).catch(() => undefined);
  await Promise.all(written);
}

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
      return event.respondWith(whoami(request, (written) => event.waitUntil(written)));
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

/** Who is signed in decides whose all the rest is. `until` keeps the worker alive while something is written. */
async function whoami(request: Request, until: (written: Promise<void>) => void): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (answer.status === 401) await expire();
    if (answer.status === 200) {
      const told = (await answer.clone().json()) as { user: { id: string } };
      await become(told.user.id);
      const of = await owner();
      if (of) until(shelves.screen.keep(of, WHO, answer.clone()));
    }
    return answer;
  } catch (error) {
    const kept = await last(WHO);
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
