/**
 * Attaching pictures costs more than moving them: each is decoded, laid out and painted. So they are attached a few per frame,
 * those that were asked for first come first, and what has left the view meanwhile is not attached at all.
 */

/** Pictures attached in one frame. */
const PER_FRAME = 3;
/** Milliseconds of a frame that blurred placeholders may take; they come after the pictures. */
const BLUR_TIME = 2;
/** A picture that comes within this needs no placeholder. */
const BLUR_AFTER = 90;

type Job = () => void;

const pictures = new Set<Job>();
const blurs = new Set<Job>();
let scheduled = false;

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(work);
}

function take(jobs: Set<Job>): boolean {
  const [job] = jobs;
  if (!job) return false;
  jobs.delete(job);
  job();
  return true;
}

function work(): void {
  scheduled = false;
  let attached = 0;
  while (attached < PER_FRAME && take(pictures)) attached++;
  const until = performance.now() + BLUR_TIME;
  while (pictures.size === 0 && performance.now() < until && take(blurs));
  if (pictures.size + blurs.size > 0) schedule();
}

/** Calls `attach` in one of the next frames, unless the returned function is called before. */
export function whenThereIsTime(attach: Job): () => void {
  pictures.add(attach);
  schedule();
  return () => pictures.delete(attach);
}

/** The same for a placeholder, when the picture does not come at once. */
export function whenItTakesLong(blur: Job): () => void {
  const timer = setTimeout(() => {
    blurs.add(blur);
    schedule();
  }, BLUR_AFTER);
  return () => {
    clearTimeout(timer);
    blurs.delete(blur);
  };
}
