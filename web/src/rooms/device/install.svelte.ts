/** Installing Albumen as an app, as far as this browser offers it. */

/** Chromium's, which no library of types knows. */
interface InstallPrompt extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

class Installing {
  private offer = $state.raw<InstallPrompt | null>(null);
  installed = $state(false);

  /** Listens for the browser's offer, which comes soon after the page has loaded. Returns what ends listening. */
  listen(): () => void {
    this.installed = matchMedia('(display-mode: standalone)').matches;
    // The browser would show a bar of its own; Albumen offers it where one looks for it.
    const offered = (event: Event): void => {
      event.preventDefault();
      this.offer = event as InstallPrompt;
    };
    const done = (): void => {
      this.offer = null;
      this.installed = true;
    };
    addEventListener('beforeinstallprompt', offered);
    addEventListener('appinstalled', done);
    return () => {
      removeEventListener('beforeinstallprompt', offered);
      removeEventListener('appinstalled', done);
    };
  }

  /** Whether the browser would install it at once. */
  get offered(): boolean {
    return this.offer !== null;
  }

  async ask(): Promise<void> {
    const offer = this.offer;
    // A prompt can be shown once; the browser sends another when it may be shown again.
    this.offer = null;
    await offer?.prompt();
  }
}

export const installing = new Installing();

/** iPhones and iPads install from the share sheet alone, and say nothing to pages. iPads call themselves Macs. */
export function isApplePhone(agent: string, touchPoints: number): boolean {
  return /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1);
}
