/** Whose last screens and pictures this browser keeps: one person's, and nobody's once they signed out. */
import { empty, settle } from './caches';

/** Without https browsers have no caches, and nothing is kept. */
const possible = typeof caches !== 'undefined';

/**
 * Keeps for this person from now on; null: they signed out. What others left is thrown away before this resolves, also where
 * the service worker does not run: it is told, and does the same.
 */
export async function keepFor(person: string | null): Promise<void> {
  if (!possible) return;
  await settle(person);
  await tell({ person });
}

/** Nobody is signed in any more, without having signed out. */
export async function keepNothing(): Promise<void> {
  if (!possible) return;
  await empty();
  await tell({ expired: true });
}

/** Throws away what is kept for a person, and goes on keeping. */
export async function forget(person: string): Promise<void> {
  await keepNothing();
  await keepFor(person);
}

/** Bytes that this site takes up in the browser; null where the browser does not tell. */
export async function keptBytes(): Promise<number | null> {
  if (!possible) return null;
  return (await navigator.storage.estimate()).usage ?? null;
}

async function tell(what: { person: string | null } | { expired: true }): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  registration?.active?.postMessage(what);
}
