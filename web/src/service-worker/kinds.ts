/** What a request is to the service worker. Everything that is not named here goes to the server as if there were no worker. */

export type Kind =
  | 'share' // files that another app hands over
  | 'changes who it is' // somebody signs in or out: what is kept is nobody's until the page says whose
  | 'whoami'
  | 'screen' // an answer of the API that shows a screen again
  | 'thumbnail'
  | 'preview'
  | 'page'
  | 'part' // of the client itself: its content is in its name
  | 'file' // of the client, under a name that stays
  | 'none';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
  /** A piece of a file: videos are asked for like this. */
  readonly ranged: boolean;
}

const SCREENS = /^\/api\/v1\/(timeline(\/\d{4}-\d\d-\d\d(\/covers)?)?|photos(\/\d+)?|instance)$/;
const PICTURE = /^\/media\/\d+\/[0-9a-f]{64}\/(grid|preview)-[a-z0-9.-]+$/;
const FILE = /^\/[a-z-]+\.(js|svg)$/;
/** Answered by the server alone, whoever asks. */
const NO_PAGE = /^\/(api|media|livez|readyz|_app)(\/|$)/;

export function kindOf(asked: Asked, origin: string): Kind {
  const url = new URL(asked.url);
  if (url.origin !== origin) return 'none';
  if (asked.method === 'POST' && url.pathname === '/share') return 'share';
  if (asked.method !== 'GET') return url.pathname === '/api/v1/session' ? 'changes who it is' : 'none';
  if (asked.ranged) return 'none';
  if (url.pathname === '/api/v1/session') return 'whoami';
  if (SCREENS.test(url.pathname)) return 'screen';
  const picture = PICTURE.exec(url.pathname)?.[1];
  if (picture) return picture === 'grid' ? 'thumbnail' : 'preview';
  if (url.pathname.startsWith('/_app/immutable/')) return 'part';
  if (FILE.test(url.pathname)) return 'file';
  if (asked.mode === 'navigate') return NO_PAGE.test(url.pathname) ? 'none' : 'page';
  return 'none';
}

/** Under which name an answer is kept. The signature of a picture's address changes with the hour, its path never. */
export function keyOf(kind: Kind, address: string): string {
  const url = new URL(address);
  return kind === 'screen' ? url.pathname + url.search : url.pathname;
}
