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

/** A worker that has not answered by then does not hold anybody up. */
const PATIENCE = 1000;

/** Tells the worker, and waits until it has done what that means. */
async function tell(what: { person: string | null } | { expired: true }): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  const worker = registration?.active;
  if (!worker) return;
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    setTimeout(resolve, PATIENCE);
    worker.postMessage(what, [port2]);
  });
}
