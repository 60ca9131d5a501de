/** What the queue needs of the world: the server, the browser's storage, and time. Tests bring their own. */
import type { Item } from './item';

/** What the library knows of a digest. */
export interface Known {
  id: string | null;
  state: 'present' | 'trashed' | 'purged';
}

/** A file being sent. */
export interface Sending {
  /** The photo's id, where it is told. Raises `Problem`. */
  done: Promise<string | null>;
  /** Stops it: `done` is over then, too. */
  abort: () => void;
}

/** The file could not be read: it is gone, was changed, or may not be read. */
export class Unreadable extends Error {}

export interface World {
  /** The bytes of a file. Raises `Unreadable`. */
  open: (item: Item) => Promise<File>;
  /** The SHA-256 of a file. Raises `Unreadable`. */
  digest: (file: File, signal: AbortSignal) => Promise<string>;
  /** How many files may be read at the same time. */
  readonly readers: number;
  /** Which of some digests the library knows. Raises `Problem`. */
  check: (digests: string[]) => Promise<Record<string, Known>>;
  restore: (id: string) => Promise<void>;
  send: (item: Item, file: File, progress: (sent: number) => void) => Sending;
  /** Keeps a sidecar with the photo of these bytes. */
  attach: (sha256: string, sidecar: File) => Promise<void>;
  /** Asks whether anybody is there and knows us. Raises `Problem`. */
  reach: () => Promise<void>;
  /** Asks whether there is room again, on the server and for us. Raises `Problem`. */
  roomy: () => Promise<boolean>;
  /** Does something unless another tab does it for the same bytes: then it gives 'elsewhere' at once. */
  alone: <T>(sha256: string, act: () => Promise<T>) => Promise<T | 'elsewhere'>;
  /** Remembers how far a file is, or that it is over. */
  keep: (item: Item) => void;
  forget: (items: readonly Item[]) => void;
  /** Photos arrived. */
  arrived: () => void;
  now: () => number;
  /** Calls later; gives what takes that back. */
  later: (milliseconds: number, act: () => void) => () => void;
  random: () => number;
}
