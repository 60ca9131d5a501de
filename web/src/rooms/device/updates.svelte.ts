/** The service worker of this page, and whether a newer version of the client waits. Nothing reloads by itself. */
import { updated } from '$app/state';

/** Between two reloads because of a missing part: a server that is half updated must not make the page spin. */
const SPIN = 60_000;
const RELOADED = 'albumen.reloaded';

/** What the worker keeps (src/service-worker/kinds.ts) and a page has seen before it came. */
const SHOWN = /^\/(api\/v1\/timeline|media\/.*\/grid-)/;
const MOST_AGAIN = 100;
/** So long after it came, something may still arrive that was asked for before. */
const ON_ITS_WAY = 60_000;

class Updates {
  /** A newer version lies ready. */
  ready = $state(false);
  private registration: ServiceWorkerRegistration | null = null;

  /** Brings the worker in when the page has done what is urgent. Returns what ends listening. */
  start(): () => void {
    const missing = (): void => void this.reloadOnce();
    addEventListener('vite:preloadError', missing);
    const later = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 2000));
    if (import.meta.env.PROD && 'serviceWorker' in navigator) later(() => void this.register(), { timeout: 5000 });
    return () => removeEventListener('vite:preloadError', missing);
  }

  /** Looks for a newer version; SvelteKit calls for it when the page is looked at again. */
  async check(): Promise<void> {
    if (this.registration) await this.registration.update().catch(() => undefined);
    else this.ready = updated.current;
  }

  /** Takes the new version: the page is loaded anew. */
  reload(): void {
    const waiting = this.registration?.waiting;
    if (!waiting) return location.reload();
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting.postMessage({ takeOver: true });
    setTimeout(() => location.reload(), 3000);
  }

  private async register(): Promise<void> {
    let registration: ServiceWorkerRegistration;
    if (!navigator.serviceWorker.controller) {
      navigator.serviceWorker.addEventListener('controllerchange', showAgain, { once: true });
    }
    try {
      registration = await navigator.serviceWorker.register('/service-worker.js', { type: 'module' });
    } catch (error) {
      // Some browsers refuse: in private windows, or because their owner forbade it. Albumen works without.
      if (error instanceof DOMException || error instanceof TypeError) return;
      throw error;
    }
    this.registration = registration;
    // This page has just come from the server, so it is as new as the worker that waits.
    if (registration.waiting && !updated.current) registration.waiting.postMessage({ takeOver: true });
    registration.addEventListener('updatefound', () => {
      const coming = registration.installing;
      coming?.addEventListener('statechange', () => {
        if (coming.state === 'installed' && navigator.serviceWorker.controller) this.ready = true;
      });
    });
  }

  /** A part of this version is not there any more, because the server has another. */
  private async reloadOnce(): Promise<void> {
    if (!(await updated.check())) return;
    const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
    if (Date.now() - last < SPIN) return;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    this.reload();
  }
}

/**
 * What this page asked for before the worker was there passes through it once, so that it can be shown without a network: also
 * what is still on its way, which is told when it has come.
 */
function showAgain(): void {
  const since = performance.now();
  let left = MOST_AGAIN;
  // First of all who it is, or nothing is kept of the rest.
  let known: Promise<boolean> | null = null;
  const again = async (address: string): Promise<void> => {
    known ??= fetch('/api/v1/session').then(
      (answer) => answer.ok,
      () => false,
    );
    if (await known) await fetch(address).catch(() => null);
  };
  const watching = new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) {
      const { origin, pathname } = new URL(name);
      if (startTime < since && origin === location.origin && SHOWN.test(pathname) && left-- > 0) void again(name);
    }
  });
  watching.observe({ type: 'resource', buffered: true });
  setTimeout(() => watching.disconnect(), ON_ITS_WAY);
}

export const updates = new Updates();
