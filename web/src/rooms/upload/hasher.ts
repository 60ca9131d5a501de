/** Asks the worker for digests, one file at a time. */

/** The file could not be read. */
export class Unreadable extends Error {}

type Answer = { sha256: string } | { unreadable: string };

export class Hasher {
  private worker: Worker | null = null;
  private stop: (() => void) | null = null;

  /** The SHA-256 of a file in hexadecimal digits. Raises `Unreadable`. */
  digest(file: File): Promise<string> {
    this.worker ??= new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
    const worker = this.worker;
    return new Promise((resolve, reject) => {
      this.stop = () => reject(new Unreadable('cancelled'));
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if ('sha256' in data) resolve(data.sha256);
        else reject(new Unreadable(data.unreadable));
      };
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(file);
    });
  }

  /** Gives up what is being read. */
  cancel(): void {
    this.worker?.terminate();
    this.worker = null;
    this.stop?.();
  }
}
