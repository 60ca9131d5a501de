/** Sends one file by tus. What is broken off goes on where it stopped, also after the page was reloaded. */
import { DetailedError, Upload as TusUpload } from 'tus-js-client';
import { Problem, readProblem } from '#api';
import { words } from '#words';

export interface Sending {
  done: Promise<string | null>;
  abort: () => void;
}

/** Proxies in front of a server often refuse larger bodies. */
const PIECE = 48 * 1024 * 1024;
/** Waits between tries, in milliseconds. Progress begins the row anew. */
const RETRIES = [500, 1500, 4000, 10_000, 20_000, 30_000, 60_000];

/** Whether it may go better in a moment: the server was not reached, is busy, or another try still holds the upload. */
export function mayRetry(status: number): boolean {
  return status === 0 || status >= 500 ? status !== 507 : status === 409 || status === 423 || status === 429;
}

/** What went wrong, in the server's own words where it has some. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const response = error instanceof DetailedError ? error.originalResponse : null;
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
  let photo: string | null = null;
  let upload: TusUpload | undefined;
  let gone = false;
  const done = new Promise<string | null>((resolve, reject) => {
    upload = new TusUpload(file, {
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
      onProgress: (sent) => progress(sent),
      onSuccess: () => resolve(photo),
      onError: (error) => reject(problemOf(error)),
    });
    const begun = upload;
    begun.findPreviousUploads().then(
      ([previous]) => {
        if (gone) return;
        if (previous) begun.resumeFromPreviousUpload(previous);
        begun.start();
      },
      (error: unknown) => reject(problemOf(error)),
    );
  });
  const abort = (): void => {
    gone = true;
    // What is already there stays on the server for a while, so that a second try need not begin again.
    void upload?.abort(false);
  };
  return { done, abort };
}
