/** The links of mails and invitations: their token stands behind the #, which no server is told. */
import { Problem } from '#api';

/** The token of this page's address. */
export function tokenOf(hash: string): string {
  return decodeURIComponent(hash.replace(/^#(token=)?/, ''));
}

/** A link of the server's as people can pass it on: where the server does not know its own address, this page does. */
export function wholeLink(link: string): string {
  return new URL(link, location.origin).href;
}

export type Looked<T> =
  { state: 'looking' } | { state: 'good'; what: T } | { state: 'over' } | { state: 'trouble'; message: string };

/** What became of looking at a link: the server refuses those that do not count any more. */
export async function look<T>(asking: Promise<T>): Promise<Looked<T>> {
  try {
    return { state: 'good', what: await asking };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 403 || error.status === 422) return { state: 'over' };
    return { state: 'trouble', message: error.message };
  }
}
