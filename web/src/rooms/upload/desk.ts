/** The one queue of this page, connected to the server, to the browser's storage and to the library. Loaded when it is needed. */
import { refreshShelves } from '#rooms/photos';
import { Board } from './board.svelte';
import { PART, type Take } from './drop';
import { Hasher, readersFor } from './hasher';
import { OPEN, OVER, UNFINISHED } from './item';
import { Keeping, unlock } from './keeping';
import { Pace } from './pace';
import * as server from './asking';
import { takeShared } from './shared';
import { Store } from './store';
import { Tabs } from './tabs';
import { Uploads } from './uploads';
import type { World } from './world';

/** Photos that arrive together are shown together: of many at once, more at a time. */
const TOGETHER = 1200;
const TOGETHER_MANY = 4000;
const MANY = 100;
/** Milliseconds after the start at which is looked for what other pages left: one that is being reloaded takes a moment to go. */
const TAKE_OVER = [0, 1500, 5000];
const PAUSED = 'albumen uploads paused';

const hasher = new Hasher();
const tabs = new Tabs(navigator.locks as LockManager | undefined);
const keeping = new Keeping(new Store(), tabs);
const board = new Board();
let soon: ReturnType<typeof setTimeout> | undefined;

const world: World = {
  open: (item) => keeping.open(item),
  digest: (file, signal) => hasher.digest(file, signal),
  readers: readersFor(navigator.hardwareConcurrency),
  check: server.check,
  restore: server.restore,
  send: (item, file, progress) => server.sendItem(item, file, keeping.owner ?? '', progress),
  attach: server.attach,
  reach: async () => void (await server.reach()),
  roomy: server.roomy,
  alone: (sha256, act) => tabs.alone(`${keeping.owner} ${sha256}`, act),
  keep: (item) => keeping.keep(item),
  forget: (items) => keeping.forget(items),
  arrived: () => {
    const show = (): void => {
      soon = undefined;
      void refreshShelves();
    };
    soon ??= setTimeout(show, uploads.left > MANY ? TOGETHER_MANY : TOGETHER);
  },
  now: () => performance.now(),
  later: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** Where all requests share six connections, some are left to the page. */
function mostAtOnce(): number {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return /^h[23]/.test(page?.nextHopProtocol ?? '') ? 6 : 4;
}

let halt: Uploads['halt'] = null;
const uploads: Uploads = new Uploads(
  world,
  () => {
    board.changed(uploads);
    if (uploads.halt !== halt) void halted((halt = uploads.halt));
  },
  new Pace(3, mostAtOnce()),
);

/** Whose room is used up; and who is not signed in any more learns it, and does that first. */
async function halted(now: Uploads['halt']): Promise<void> {
  if (now !== 'full' && now !== 'signed-out') return;
  // Counted before it is asked how much is used: what arrives meanwhile must not be missing on both sides.
  const more = sizeToCome();
  const quota = await server.reach().catch(() => null);
  board.ownQuota = quota !== null && quota.limit !== null && quota.used + more > quota.limit;
}

/** Bytes of what is under way, whose room is taken already, and of what still waits. */
function sizeToCome(): number {
  let size = 0;
  for (const state of OPEN) for (const item of uploads.sets[state]) size += item.size;
  return size;
}

/** Takes files in, some at a time so that the page stays quick. */
const take: Take = (files) => {
  void (async () => {
    for (let begin = 0; begin < files.length; begin += PART) {
      keeping.keepBytes(uploads.add(files.slice(begin, begin + PART)));
      await new Promise((resolve) => setTimeout(resolve));
    }
  })();
};

/** Says whose files these are. What another person began in this browser stays kept for them, and is shown to nobody else. */
async function belongTo(user: string | null): Promise<void> {
  if (user === null) return;
  if (user === keeping.owner) {
    uploads.signedIn();
    return;
  }
  if (keeping.owner !== null) uploads.leave();
  keeping.owner = user;
  if (localStorage.getItem(`${PAUSED} ${user}`) !== null) uploads.pause();
  for (const wait of TAKE_OVER) setTimeout(() => void keeping.takeOver(uploads), wait);
  await takeShared(async (picked) => {
    const [item] = uploads.add([picked]);
    // What is left out at once, as no photo, needs no keeping; nor does what has arrived meanwhile.
    if (item === undefined) return true;
    const kept = (await keeping.keepBytesOf(item)) && (await keeping.written());
    return kept || OVER.includes(item.state);
  });
}

addEventListener('online', () => uploads.online());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return;
  uploads.online();
  void keeping.takeOver(uploads);
});

export const desk = {
  board,
  uploads,
  take,
  belongTo,
  unlock: (): void => void unlock(uploads),
  unreadable: (path: string): void =>
    uploads.unreadable({ path, name: path.split('/').pop() ?? path, size: 0, modified: 0, type: '' }),
  pause: (): void => {
    localStorage.setItem(`${PAUSED} ${keeping.owner}`, '1');
    uploads.pause();
  },
  goOn: (): void => {
    localStorage.removeItem(`${PAUSED} ${keeping.owner}`);
    uploads.goOn();
  },
  stop: (): void => {
    localStorage.removeItem(`${PAUSED} ${keeping.owner}`);
    uploads.stop();
  },
  /** Whether leaving the page now would lose something. */
  wouldLose: (): boolean =>
    keeping.wouldLose(UNFINISHED.filter((state) => state !== 'lost').flatMap((state) => [...uploads.sets[state]])),
};
export type Desk = typeof desk;
