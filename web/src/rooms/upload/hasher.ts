/** Digests of files, made by a few workers beside the page. */
import { Unreadable } from './world';

type Answer = { sha256: string } | { unreadable: string };

/** One worker for every two cores: the disk, the page and what is being sent want some as well. */
export function readersFor(cores: number): number {
  return Math.max(1, Math.min(3, Math.floor(cores / 2)));
}

export class Hasher {
  private readonly idle: Worker[] = [];

  /** The SHA-256 of a file in hexadecimal digits. Raises `Unreadable`, also when `signal` gives it up. */
  digest(file: File, signal: AbortSignal): Promise<string> {
    const worker = this.idle.pop() ?? new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        worker.terminate();
        reject(new Unreadable('cancelled'));
      };
      signal.addEventListener('abort', giveUp, { once: true });
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        signal.removeEventListener('abort', giveUp);
        this.idle.push(worker);
        if ('sha256' in data) resolve(data.sha256);
        else reject(new Unreadable(data.unreadable));
      };
      worker.onerror = (event) => {
        signal.removeEventListener('abort', giveUp);
        worker.terminate();
        reject(new Error(event.message));
      };
      worker.postMessage(file);
    });
  }
}
