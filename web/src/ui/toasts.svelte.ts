/** Short messages at the edge of the page, about what was just done. */

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'danger';
  action: { label: string; run: () => void } | null;
}

/** Long enough to read, and to find "Undo". */
const STAYS = 6000;

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  private next = 1;
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(text: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): void {
    const toast = { id: this.next++, text, tone: options.tone ?? 'plain', action: options.action ?? null };
    // What was said before about the same thing is out of date.
    this.list = [...this.list.filter((other) => other.text !== text).slice(-2), toast];
    this.resume(toast.id);
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
    this.timers.set(
      id,
      setTimeout(() => this.dismiss(id), STAYS),
    );
  }
}

export const toasts = new Toasts();
