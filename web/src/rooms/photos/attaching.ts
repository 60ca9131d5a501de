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
/** Placeholders, and when they are due: in the order in which they were asked for. */
const blurs = new Map<Job, number>();
let scheduled = false;
let timer: ReturnType<typeof setTimeout> | undefined;

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(work);
}

function attachNext(): boolean {
  const [job] = pictures;
  if (!job) return false;
  pictures.delete(job);
  job();
  return true;
}

function blurNext(now: number): boolean {
  const [next] = blurs;
  if (!next || next[1] > now) return false;
  blurs.delete(next[0]);
  next[0]();
  return true;
}

function work(): void {
  scheduled = false;
  let attached = 0;
  while (attached < PER_FRAME && attachNext()) attached++;
  const until = performance.now() + BLUR_TIME;
  while (pictures.size === 0 && performance.now() < until && blurNext(until));
  if (pictures.size > 0) schedule();
  else wait();
}

/** Waits for the next placeholder to be due: one timer for all of them. */
function wait(): void {
  const [next] = blurs;
  if (!next || timer !== undefined) return;
  timer = setTimeout(
    () => {
      timer = undefined;
      schedule();
    },
    Math.max(0, next[1] - performance.now()),
  );
}

/** Calls `attach` in one of the next frames, unless the returned function is called before. */
export function whenThereIsTime(attach: Job): () => void {
  pictures.add(attach);
  schedule();
  return () => pictures.delete(attach);
}

/** The same for a placeholder, when the picture does not come at once. */
export function whenItTakesLong(blur: Job): () => void {
  blurs.set(blur, performance.now() + BLUR_AFTER);
  wait();
  return () => blurs.delete(blur);
}
