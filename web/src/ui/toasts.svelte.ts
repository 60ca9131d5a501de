/** Short messages at the edge of the page, about what was just done or is still being done. */

export interface ToastAction {
  label: string;
  run: () => void;
  /** It takes back what was done. */
  undoes?: boolean;
}

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'good' | 'danger';
  action: ToastAction | null;
  /** Of work that goes on: 0 to 1, or null while nobody knows how far it is. Undefined: nothing goes on. */
  progress?: number | null | undefined;
}

export interface ToastOptions {
  tone?: Toast['tone'];
  action?: ToastAction | null;
}

/** A message about work that goes on, until one of the last two is said. */
export interface Progressing {
  update(progress: number | null, text?: string): void;
  done(text: string, options?: ToastOptions): void;
  fail(text: string, options?: ToastOptions): void;
  /** It is over and needs no word. */
  dismiss(): void;
}

/** Long enough to read, and to find "Undo". */
const STAYS = 6000;
/** More would cover the page; what goes on is never dropped for what was merely said. */
const MOST = 3;

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  private next = 1;
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(text: string, options: ToastOptions = {}): void {
    this.add({ id: this.next++, text, tone: options.tone ?? 'plain', action: options.action ?? null });
  }

  /** Something has begun that takes a while. `action` may be its "Cancel". */
  progress(text: string, options: { progress?: number | null; action?: ToastAction | null } = {}): Progressing {
    const id = this.next++;
    this.add({ id, text, tone: 'plain', action: options.action ?? null, progress: options.progress ?? null });
    const end = (tone: Toast['tone'], words: string, last: ToastOptions): void => {
      const toast = { id, text: words, tone: last.tone ?? tone, action: last.action ?? null };
      if (this.list.some((other) => other.id === id)) this.replace(toast);
      else this.add(toast);
      this.resume(id);
    };
    return {
      update: (progress, words) => {
        const now = this.list.find((toast) => toast.id === id);
        if (now) this.replace({ ...now, progress, text: words ?? now.text });
      },
      done: (words, last = {}) => end('good', words, last),
      fail: (words, last = {}) => end('danger', words, last),
      dismiss: () => this.dismiss(id),
    };
  }

  dismiss(id: number): void {
    this.hold(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Somebody is reading it: it stays. */
  hold(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  resume(id: number): void {
    this.hold(id);
    // What goes on stays until it is over.
    if (this.list.find((toast) => toast.id === id)?.progress !== undefined) return;
    this.timers.set(
      id,
      setTimeout(() => this.dismiss(id), STAYS),
    );
  }

  private add(toast: Toast): void {
    // What was said before about the same thing is out of date.
    const others = this.list.filter((other) => other.text !== toast.text || other.progress !== undefined);
    const over = others.length + 1 - MOST;
    const dropped = others.filter((other) => other.progress === undefined).slice(0, Math.max(0, over));
    this.list = [...others.filter((other) => !dropped.includes(other)), toast];
    this.resume(toast.id);
  }

  private replace(toast: Toast): void {
    this.list = this.list.map((other) => (other.id === toast.id ? toast : other));
  }
}

export const toasts = new Toasts();
