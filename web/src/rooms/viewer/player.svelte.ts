/** A video as its controls see it. */
import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const;
/** A short one begins again by itself. */
const SHORT = 10;
const FRAME = 1 / 30;

const KEY = 'albumen.volume';

interface Sound {
  volume: number;
  muted: boolean;
}

function rememberedSound(): Sound {
  try {
    const known = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<Sound> | null;
    const volume = typeof known?.volume === 'number' ? Math.min(1, Math.max(0, known.volume)) : 1;
    return { volume, muted: known?.muted === true };
  } catch (error) {
    // Storage is forbidden, or holds something else.
    if (error instanceof DOMException || error instanceof SyntaxError) return { volume: 1, muted: false };
    throw error;
  }
}

export class Player {
  playing = $state(false);
  waiting = $state(false);
  time = $state(0);
  /** Seconds, as the server knows them until the browser knows better. */
  length = $state(0);
  volume = $state(1);
  muted = $state(false);
  speed = $state(1);
  loop = $state(false);
  /** How far it is loaded from where it plays, in seconds. */
  loaded = $state(0);
  floating = $state(false);
  /** There is a video that can be played. */
  ready = $state(false);
  ended = $state(false);

  private video: HTMLVideoElement | null = null;
  private readonly onended: () => void;

  constructor(onended: () => void = () => undefined) {
    this.onended = onended;
    const { volume, muted } = rememberedSound();
    this.volume = volume;
    this.muted = muted;
  }

  /** Lends it a video element. `length` in seconds, as it is known; `loops`: a short one repeats by itself. */
  attach(length: number | null, loops: boolean): Attachment<HTMLVideoElement> {
    // What changes later must not attach it anew.
    return (video) => untrack(() => this.take(video, length, loops));
  }

  private take(video: HTMLVideoElement, length: number | null, loops: boolean): () => void {
    this.video = video;
    this.length = length ?? 0;
    this.time = 0;
    this.loaded = 0;
    this.ended = false;
    this.speed = 1;
    this.loop = loops && length !== null && length <= SHORT;
    video.loop = this.loop;
    video.volume = this.volume;
    video.muted = this.muted;
    this.ready = true;
    const stop = new AbortController();
    const on = (names: readonly string[], act: () => void): void => {
      for (const name of names) video.addEventListener(name, act, { signal: stop.signal });
    };
    on(['play', 'pause', 'emptied'], () => {
      this.playing = !video.paused;
      if (this.playing) this.ended = false;
      if (this.playing) this.follow();
    });
    on(['waiting', 'stalled'], () => (this.waiting = !video.paused && video.readyState < 3));
    on(['playing', 'canplay', 'pause', 'seeked'], () => (this.waiting = false));
    on(['timeupdate', 'seeking', 'seeked', 'progress'], () => this.look());
    on(['durationchange'], () => {
      if (length === null && Number.isFinite(video.duration)) this.length = video.duration;
    });
    on(['volumechange'], () => {
      this.volume = video.volume;
      this.muted = video.muted;
    });
    on(['ratechange'], () => (this.speed = video.playbackRate));
    on(['ended'], () => {
      this.ended = true;
      this.onended();
    });
    on(['enterpictureinpicture'], () => (this.floating = true));
    on(['leavepictureinpicture'], () => (this.floating = false));
    return () => {
      stop.abort();
      video.pause();
      if (this.video === video) {
        this.video = null;
        this.ready = this.playing = this.waiting = this.floating = false;
      }
    };
  }

  private look(): void {
    const { video } = this;
    if (!video) return;
    this.time = video.currentTime;
    const { buffered } = video;
    for (let i = 0; i < buffered.length; i++)
      if (buffered.start(i) <= video.currentTime + 0.1) this.loaded = buffered.end(i);
  }

  /** The bar moves with every picture, not four times a second. */
  private follow(): void {
    const { video } = this;
    if (!video || video.paused) return;
    this.time = video.currentTime;
    requestAnimationFrame(() => this.follow());
  }

  async play(): Promise<void> {
    try {
      await this.video?.play();
    } catch (error) {
      // The browser wants to be asked by a hand first, or it was stopped meanwhile.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  pause(): void {
    this.video?.pause();
  }

  toggle(): void {
    if (this.video?.paused) void this.play();
    else this.pause();
  }

  seek(time: number): void {
    if (!this.video) return;
    const most = Number.isFinite(this.video.duration) ? this.video.duration : this.length;
    this.ended = false;
    this.time = Math.min(most, Math.max(0, time));
    this.video.currentTime = this.time;
  }

  skip(seconds: number): void {
    this.seek((this.video?.currentTime ?? 0) + seconds);
  }

  /** One picture on or back. */
  step(direction: 1 | -1): void {
    this.pause();
    this.skip(direction * FRAME);
  }

  setVolume(volume: number): void {
    const wanted = Math.min(1, Math.max(0, volume));
    this.volume = wanted;
    this.muted = wanted === 0;
    this.sound();
  }

  mute(): void {
    this.muted = !this.muted;
    if (!this.muted && this.volume === 0) this.volume = 0.5;
    this.sound();
  }

  private sound(): void {
    if (this.video) {
      this.video.volume = this.volume;
      this.video.muted = this.muted;
    }
    try {
      localStorage.setItem(KEY, JSON.stringify({ volume: this.volume, muted: this.muted }));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    if (this.video) this.video.playbackRate = speed;
  }

  /** The next slower or faster of the speeds. */
  shiftSpeed(direction: 1 | -1): void {
    const now = SPEEDS.findIndex((speed) => speed >= this.speed - 0.001);
    const next = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, now + direction))];
    if (next !== undefined) this.setSpeed(next);
  }

  toggleLoop(): void {
    this.loop = !this.loop;
    if (this.video) this.video.loop = this.loop;
  }

  get canFloat(): boolean {
    return document.pictureInPictureEnabled === true;
  }

  /** Into a small window of its own above all others, and back. */
  async float(): Promise<void> {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await this.video?.requestPictureInPicture();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
}
