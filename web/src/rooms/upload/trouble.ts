/** What follows from something that went wrong: for one file, or for all of them. */
import type { Problem } from '#api';

export type Consequence =
  /** Nobody answers: all wait until somebody does. */
  | 'offline'
  /** Nobody is signed in any more: all wait. */
  | 'signed-out'
  /** No room on the server, or for this person: all wait. */
  | 'full'
  /** This account may not add photos: all wait. */
  | 'refused'
  /** This file waits a while. */
  | 'later'
  /** The bytes are not those that were read before. */
  | 'changed'
  /** This file will never be taken. */
  | 'never';

export function consequenceOf({ status }: Pick<Problem, 'status'>): Consequence {
  switch (status) {
    // Proxies say 502 and 504 of a server that is not there.
    case 0:
    case 502:
    case 504:
      return 'offline';
    case 401:
      return 'signed-out';
    case 403:
      return 'refused';
    case 507:
      return 'full';
    case 422:
    case 460:
      return 'changed';
    case 404:
    case 408:
    case 409:
    case 410:
    case 423:
    case 425:
    case 429:
      return 'later';
    default:
      return status >= 500 ? 'later' : 'never';
  }
}

/** Why a file failed or was left out. Kept over a reload, so it is no sentence yet. */
export interface Reason {
  why: 'type' | 'large' | 'unreadable' | 'empty' | 'changed' | 'broken' | 'not-media' | 'no-photo' | 'server';
  /** The server's own words, where ours say less. */
  said?: string;
}

/** What to tell of a file that will never be taken, or not now. */
export function reasonOf({ status, message }: Pick<Problem, 'status' | 'message'>): Reason {
  if (status === 415) return { why: 'type' };
  if (status === 413) return { why: 'large' };
  if (status === 0 || status === 502 || status === 504) return { why: 'broken' };
  return { why: 'server', said: message };
}

/** Whether it may go better another time. */
export function mayRetry({ why }: Reason): boolean {
  return why === 'unreadable' || why === 'changed' || why === 'broken' || why === 'server';
}
