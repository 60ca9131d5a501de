/** Sends one file by tus. What is broken off goes on where it stopped, also after the page was reloaded. */
import type { DetailedError, Upload } from 'tus-js-client';
import { Problem, readProblem } from '#api';
import { words } from '#words';

export interface Sending {
  done: Promise<string | null>;
  abort: () => void;
}

/** Proxies often refuse larger bodies, and what a piece has carried is safe when the piece is whole. */
const PIECE = 16 * 1024 * 1024;
/** Waits between tries, in milliseconds. Progress begins the row anew. */
const RETRIES = [500, 1000, 2000, 3000, 5000, 10_000, 20_000, 30_000, 60_000];

/** Whether it may go better in a moment: the server was not reached, is busy, or another try still holds the upload. */
export function mayRetry(status: number): boolean {
  return status === 0 || status >= 500 ? status !== 507 : status === 409 || status === 423 || status === 429;
}

/** What went wrong, in the server's own words where it has some. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const response =
    error instanceof Error && 'originalResponse' in error ? (error as DetailedError).originalResponse : null;
  if (!response) return new Problem(0, words.problem_unreachable_title(), words.problem_unreachable());
  let body: unknown = null;
  try {
    body = JSON.parse(response.getBody());
  } catch (unparsable) {
    // A proxy's page, or nothing at all.
    if (!(unparsable instanceof SyntaxError)) throw unparsable;
  }
  return readProblem(response.getStatus(), body, words.problem_unknown());
}

/** Starts to send. `owner` keeps apart what two people began in the same browser. Gives the photo's id, where it is told. */
export function send(
  file: File,
  about: { path: string; sha256: string; owner: string },
  progress: (sent: number) => void,
): Sending {
  let upload: Upload | undefined;
  let gone = false;

  const begin = async (): Promise<string | null> => {
    // Who only looks at photos does not need it.
    const { Upload } = await import('tus-js-client');
    let photo: string | null = null;
    const sent = Promise.withResolvers<string | null>();
    upload = new Upload(file, {
      endpoint: '/api/v1/uploads',
      chunkSize: PIECE,
      retryDelays: RETRIES,
      removeFingerprintOnSuccess: true,
      fingerprint: () => Promise.resolve(`albumen ${about.owner} ${about.sha256}`),
      metadata: {
        filename: file.name,
        path: about.path,
        sha256: about.sha256,
        modified: new Date(file.lastModified).toISOString(),
      },
      onShouldRetry: (error) => mayRetry(error.originalResponse?.getStatus() ?? 0),
      onAfterResponse: (_, response) => {
        photo = response.getHeader('Albumen-Photo-Id') ?? photo;
      },
      onProgress: (bytes) => progress(bytes),
      onSuccess: () => sent.resolve(photo),
      onError: (error) => sent.reject(error),
    });
    const [previous] = await upload.findPreviousUploads();
    if (previous) upload.resumeFromPreviousUpload(previous);
    if (!gone) upload.start();
    return sent.promise;
  };

  const done = begin().catch((error: unknown) => {
    throw problemOf(error);
  });
  const abort = (): void => {
    gone = true;
    // What is already there stays on the server for a while, so that a second try need not begin again.
    void upload?.abort(false);
  };
  return { done, abort };
}
