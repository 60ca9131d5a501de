/**
 * Attaching pictures costs more than moving them: each is decoded, laid out and painted. So they are attached a few per frame,
 * those in view first, then in the order in which they were asked for; what has gone meanwhile is not attached at all.
 */

/** Pictures attached in one frame: the fewest, with which it begins, and the most. While frames come in time they become more. */
const FEWEST = 3;
const MOST = 24;
/** Milliseconds after which the next frame is late: then they become half as many. */
const LATE = 34;
/** Milliseconds of a frame that blurred placeholders may take; they come after the pictures. */
const BLUR_TIME = 2;
/** A picture that comes within this needs no placeholder. */
const BLUR_AFTER = 90;

type Job = () => void;

/** Pictures, and where they stand in the timeline. */
const pictures = new Map<Job, number>();
/** Placeholders, and when they are due: in the order in which they were asked for. */
const blurs = new Map<Job, number>();
let view = { top: 0, bottom: 0 };
let scheduled = false;
let perFrame = FEWEST;
/** When the last frame was, if pictures were attached in it; else 0. */
let last = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(work);
}

function attachNext(): boolean {
  let [next] = pictures.keys();
  for (const [job, y] of pictures) {
    if (y < view.top || y > view.bottom) continue;
    next = job;
    break;
  }
  if (!next) return false;
  pictures.delete(next);
  next();
  return true;
}

function blurNext(now: number): boolean {
  const [next] = blurs;
  if (!next || next[1] > now) return false;
  blurs.delete(next[0]);
  next[0]();
  return true;
}

function work(frame: number): void {
  scheduled = false;
  if (last > 0) perFrame = frame - last > LATE ? Math.max(FEWEST, perFrame >> 1) : Math.min(MOST, perFrame + FEWEST);
  else perFrame = FEWEST;
  let attached = 0;
  while (attached < perFrame && attachNext()) attached++;
  last = attached > 0 ? frame : 0;
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

/** The reader looks at this stretch of the timeline. */
export function lookAt(top: number, bottom: number): void {
  view = { top, bottom };
}

/** Calls `attach`, of a picture whose middle stands at `y`, in one of the next frames, unless the returned function is called before. */
export function whenThereIsTime(y: number, attach: Job): () => void {
  pictures.set(attach, y);
  schedule();
  return () => pictures.delete(attach);
}

/** The same for a placeholder, when the picture does not come at once. */
export function whenItTakesLong(blur: Job): () => void {
  blurs.set(blur, performance.now() + BLUR_AFTER);
  wait();
  return () => blurs.delete(blur);
}
