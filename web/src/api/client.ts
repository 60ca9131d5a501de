import createClient from 'openapi-fetch';
import { words } from '#words';
import { Problem, readProblem, type Say } from './problem';
import type { paths } from './schema';

/** The typed client. The session cookie goes along by itself: pages and API have one origin. */
export const api = createClient<paths>();

type Listener = () => void;
const signedOut = new Set<Listener>();

/** Calls `listener` when the server says that nobody is signed in any more. Returns a function that stops it. */
export function whenSignedOut(listener: Listener): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/** What openapi-fetch resolves to, as far as `ask` needs it. */
interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Our words for what the server says, brought when it first refuses something. Where they cannot be had, it says it itself. */
export async function ourWords(): Promise<Say> {
  try {
    return (await import('./sentences')).sentenceOf;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return () => null;
  }
}

/** Waits for an answer and gives its body. Raises `Problem` for everything else, also when no server was reached. */
export async function ask<T>(pending: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await pending;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, words.problem_unreachable_title(), words.problem_unreachable());
  }
  if (!answer.response.ok) {
    if (answer.response.status === 401) for (const listener of signedOut) listener();
    throw readProblem(answer.response.status, answer.error, words.problem_unknown(), await ourWords());
  }
  return answer.data as T;
}

/** The same for what is asked again and again: null while the server says that it is as it was (304), else with its tag. */
export async function askAgain<T>(pending: Promise<Answer<T>>): Promise<{ body: T; etag: string } | null> {
  let response: Response | undefined;
  const noted = pending.then((answer) => {
    response = answer.response;
    // An answer without a body is no failure.
    return response.status === 304 ? { data: answer.data as T, response: new Response() } : answer;
  });
  const body = await ask(noted);
  return response?.status === 304 ? null : { body, etag: response?.headers.get('ETag') ?? '' };
}

/** Whether a request was given up by ourselves. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** The sentence to show for anything that was thrown while asking the server. Raises again what is a fault of our own. */
export function explain(error: unknown): string {
  if (!(error instanceof Problem)) throw error;
  // What broke inside is looked for in the log.
  if (error.status !== 500 || !error.reference) return error.message;
  return words.problem_reference({ text: error.message, id: error.reference });
}
