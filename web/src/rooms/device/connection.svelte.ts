/** Whether the server can be reached. Told by the browser, and by the service worker when it had to show what it kept. */

/** Milliseconds between looks whether it is there again. */
const LOOK_EVERY = 5000;

class Connection {
  /** The device itself has no network. */
  offline = $state(false);
  /** There is a network, but no answer. */
  unreachable = $state(false);
  readonly away = $derived(this.offline || this.unreachable);

  private timer: ReturnType<typeof setTimeout> | undefined;
  private back: () => void = () => undefined;

  /** Listens from now on; `back` is called when the server is there again. Returns what ends it. */
  watch(back: () => void): () => void {
    this.back = back;
    const change = (): void => {
      this.offline = !navigator.onLine;
      if (!this.offline) void this.look();
    };
    const told = ({ data }: MessageEvent<{ unreachable?: boolean } | null>): void => {
      if (data?.unreachable) this.lost();
    };
    this.offline = !navigator.onLine;
    addEventListener('online', change);
    addEventListener('offline', change);
    const worker = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
    worker?.addEventListener('message', told);
    worker?.startMessages();
    return () => {
      clearTimeout(this.timer);
      removeEventListener('online', change);
      removeEventListener('offline', change);
      worker?.removeEventListener('message', told);
    };
  }

  private lost(): void {
    this.offline = !navigator.onLine;
    this.unreachable = true;
    this.lookLater();
  }

  private lookLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), LOOK_EVERY);
  }

  /** Asks the server for a sign of life. */
  private async look(): Promise<void> {
    clearTimeout(this.timer);
    const alive = await fetch('/livez', { cache: 'no-store' }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (!alive) {
      if (navigator.onLine) this.unreachable = true;
      return this.lookLater();
    }
    const wasAway = this.away;
    this.unreachable = false;
    this.offline = !navigator.onLine;
    if (wasAway) this.back();
  }
}

export const connection = new Connection();
