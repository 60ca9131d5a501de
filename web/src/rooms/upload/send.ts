/**
 * Sends one file by tus, once: who asked decides what follows when it breaks off. What arrived stays on the server, and the
 * browser remembers where, so that the next try goes on there: also after a reload, and when the file was chosen again.
 */
import type { DetailedError, Upload } from 'tus-js-client';
import { ourWords, Problem, readProblem } from '#api';
import { words } from '#words';
import type { Sending } from './world';

/** Proxies often refuse larger bodies, and what a piece has carried is safe when the piece is whole. */
const PIECE = 16 * 1024 * 1024;
/** Up to so many bytes go with the very request that announces them. */
const SMALL = 8 * 1024 * 1024;

/** What went wrong, as the server says it where it says something. */
export async function problemOf(error: unknown): Promise<Problem> {
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
  return readProblem(response.getStatus(), body, words.problem_unknown(), await ourWords());
}

/** Starts to send. `owner` keeps apart what two people began in the same browser. */
export function send(
  file: File,
  about: { name: string; path: string; modified: number; sha256: string; owner: string },
  progress: (sent: number) => void,
): Sending {
  let upload: Upload | undefined;
  let gone = false;
  const sent = Promise.withResolvers<string | null>();

  const begin = async (): Promise<string | null> => {
    // Who only looks at photos does not need it.
    const { Upload } = await import('tus-js-client');
    let photo: string | null = null;
    upload = new Upload(file, {
      endpoint: '/api/v1/uploads',
      chunkSize: PIECE,
      retryDelays: null,
      uploadDataDuringCreation: file.size <= SMALL,
      removeFingerprintOnSuccess: true,
      fingerprint: () => Promise.resolve(`albumen ${about.owner} ${about.sha256}`),
      metadata: {
        filename: about.name,
        path: about.path,
        sha256: about.sha256,
        modified: new Date(about.modified).toISOString(),
      },
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

  const done = begin().catch(async (error: unknown) => {
    throw await problemOf(error);
  });
  const abort = (): void => {
    gone = true;
    // What is already there stays on the server for a while, so that a second try need not begin again.
    void upload?.abort(false);
    // It tells nothing of this by itself, and whoever waits would hold these bytes against every later try.
    sent.resolve(null);
  };
  return { done, abort };
}
