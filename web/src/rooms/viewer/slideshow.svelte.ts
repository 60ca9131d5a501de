/** A slideshow: what it goes through, where it is, and how it is wished. It shows nothing itself: Slideshow.svelte does. */
import { Problem, type Photo } from '#api';
import { details, type Shelf } from '#rooms/photos';
import { chosenPhotos } from './chosen';
import { photoAt, placeOf } from './neighbours';
import { indexAt, type Course } from './order';

export const INTERVALS = [3, 5, 8, 15, 30] as const;

export interface Wishes {
  /** Seconds for each photo. */
  seconds: number;
  /** Photos drift slowly instead of standing still. */
  drift: boolean;
  shuffle: boolean;
  repeat: boolean;
}

const KEY = 'albumen.slideshow';
const DEFAULTS: Wishes = { seconds: 5, drift: true, shuffle: false, repeat: false };
/** So many broken photos in a row, and it gives up instead of racing on. */
const MOST_TROUBLE = 5;

export function rememberedWishes(stored: string | null): Wishes {
  let known: unknown;
  try {
    known = JSON.parse(stored ?? 'null');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (typeof known !== 'object' || known === null) return DEFAULTS;
  const said = known as Partial<Record<keyof Wishes, unknown>>;
  const flag = (name: 'drift' | 'shuffle' | 'repeat'): boolean =>
    typeof said[name] === 'boolean' ? said[name] : DEFAULTS[name];
  const seconds = INTERVALS.find((one) => one === said.seconds) ?? DEFAULTS.seconds;
  return { seconds, drift: flag('drift'), shuffle: flag('shuffle'), repeat: flag('repeat') };
}

/** What is on the screen. */
export interface Frame {
  step: number;
  /** Grows from one to the next, whichever way it goes: the new one lies on the old one. */
  order: number;
  photo: Photo;
}

export class Slideshow {
  frame = $state.raw<Frame | null>(null);
  playing = $state(true);
  over = $state(false);
  problem = $state.raw<Problem | null>(null);
  wishes = $state.raw<Wishes>(DEFAULTS);
  /** How many it goes through. */
  count = $state(0);

  private readonly shelf: Shelf | null;
  private readonly ids: readonly string[] | null;
  private course: Course;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wanted = 0;
  private trouble = 0;

  constructor(shelf: Shelf | null, start: string) {
    this.shelf = shelf;
    const chosen = chosenPhotos();
    this.ids = chosen?.includes(start) ? chosen : shelf?.find(start) ? null : [start];
    try {
      this.wishes = rememberedWishes(localStorage.getItem(KEY));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
    this.course = this.plan(start);
    void this.go(0);
  }

  private plan(start: string): Course {
    const { shuffle, repeat } = this.wishes;
    this.count = this.ids?.length ?? this.shelf?.count ?? 0;
    const first = Math.max(0, this.ids ? this.ids.indexOf(start) : this.shelf ? (placeOf(this.shelf, start) ?? 0) : 0);
    return { count: this.count, shuffle, repeat, seed: Math.floor(Math.random() * 2 ** 31), first };
  }

  private async photo(step: number): Promise<Photo | null> {
    const index = indexAt(step, this.course);
    if (index === null) return null;
    const id = this.ids ? this.ids[index] : this.shelf ? (await photoAt(this.shelf, index))?.id : undefined;
    return id === undefined ? null : details.get(id);
  }

  /** Goes to a step of the course. */
  async go(step: number): Promise<void> {
    clearTimeout(this.timer);
    this.wanted = step;
    try {
      const photo = await this.photo(step);
      const src = photo?.renditions.preview;
      if (src) await decoded(src);
      if (this.wanted !== step) return;
      this.problem = null;
      if (!photo) {
        this.over = step > 0;
        this.playing = false;
        return;
      }
      if (photo.state !== 'ready') {
        // There is nothing to be seen of it.
        if (++this.trouble > MOST_TROUBLE) this.playing = false;
        else await this.go(step + (step < (this.frame?.step ?? -1) ? -1 : 1));
        return;
      }
      this.trouble = 0;
      this.over = false;
      this.frame = { step, photo, order: (this.frame?.order ?? 0) + 1 };
      this.wait();
      void this.photo(step + 1)
        .then((next) => (next?.renditions.preview ? decoded(next.renditions.preview) : undefined))
        .catch(() => undefined);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (this.wanted !== step) return;
      this.problem = error;
      this.wait(step);
    }
  }

  /** A photo stays for its time. A video says itself when it is over. */
  private wait(step = this.frame?.step ?? 0): void {
    clearTimeout(this.timer);
    if (!this.playing) return;
    const film = this.frame?.step === step && this.frame.photo.renditions.video !== null && !this.problem;
    if (!film) this.timer = setTimeout(() => this.next(), this.wishes.seconds * 1000);
  }

  /** The video on the screen cannot be played: its poster stays as long as a photo. */
  unplayable(): void {
    if (this.playing) this.timer = setTimeout(() => this.next(), this.wishes.seconds * 1000);
  }

  next(): void {
    void this.go(this.wanted + 1);
  }

  previous(): void {
    if (this.wanted > 0 || this.wishes.repeat) void this.go(this.wanted - 1);
  }

  toggle(): void {
    this.playing = !this.playing;
    if (this.playing && this.over) {
      this.course = this.plan(this.frame?.photo.id ?? '');
      this.next();
    } else if (this.playing) this.wait();
    else clearTimeout(this.timer);
  }

  wish(change: Partial<Wishes>): void {
    this.wishes = { ...this.wishes, ...change };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.wishes));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
    const here = this.frame?.photo.id;
    if (change.shuffle !== undefined && here !== undefined) {
      // From here in the other order, and all of them.
      this.course = this.plan(here);
      this.wanted = 0;
      if (this.frame) this.frame = { ...this.frame, step: 0 };
    } else this.course = { ...this.course, repeat: this.wishes.repeat };
    this.wait();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.playing = false;
    this.wanted = NaN;
  }
}

/** Waits until a picture is there and decoded; one that is broken is shown as it is. */
async function decoded(src: string): Promise<void> {
  const picture = new Image();
  picture.src = src;
  try {
    await picture.decode();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
