/** The names of the caches of this browser, which the page and the service worker must agree on. */

const KEPT = 'albumen-kept-';
const SHELL = 'albumen-shell-';
/** Files that other apps handed over, until the upload takes them. */
export const SHARED = 'albumen-shared';

/** Where a person's last screens and pictures are kept. */
export function cacheOf(person: string): string {
  return KEPT + person;
}

/** Whose cache there is among these; null where nobody has one. */
export function ownerIn(names: readonly string[]): string | null {
  return names.find((name) => name.startsWith(KEPT))?.slice(KEPT.length) ?? null;
}

/** Where the files of one version of the client are. */
export function shellOf(version: string): string {
  return SHELL + version;
}

export function isShell(name: string): boolean {
  return name.startsWith(SHELL);
}

/** Whose the kept answers are from now on; null: they signed out. What anybody else left is gone when this resolves. */
export async function settle(person: string | null): Promise<void> {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(KEPT) && (person === null || name !== cacheOf(person)));
  // What may be shared before anybody signs in is for whoever does; what one person shared is no other's.
  if (person === null || others.length > 0) others.push(SHARED);
  await Promise.all(others.map((name) => caches.delete(name)));
  if (person !== null) await caches.open(cacheOf(person));
}

/** Their session is over: nothing is kept, and what they shared waits for nobody else. */
export async function empty(): Promise<void> {
  const person = ownerIn(await caches.keys());
  if (person === null) return;
  await caches.delete(cacheOf(person));
  await caches.open(cacheOf(person));
}
