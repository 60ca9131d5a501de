/** Two pictures under one hand: the same scale, and the same part of each in the middle. */
import type { Photo } from '#api';
import type { Gestures, Point } from './gestures';
import { mostScale, settle, stretch, WHOLE, zoomAt, type Size, type View } from './view';

const CLOSE = 2.5;

export class Pair {
  view = $state.raw<View>(WHOLE);
  stage = $state.raw<Size>({ width: 0, height: 0 });
  moving = $state(false);
  readonly zoomed: boolean = $derived(this.view.scale > 1.001);

  private picture: Size = { width: 1, height: 1 };
  private free: View = WHOLE;

  /** These two are compared: the larger one says how far one may go. */
  hold(photos: readonly (Photo | undefined)[]): void {
    const size = (photo: Photo | undefined): Size => ({ width: photo?.width ?? 1, height: photo?.height ?? 1 });
    const [a, b] = [size(photos[0]), size(photos[1])];
    this.picture = a.width * a.height >= b.width * b.height ? a : b;
  }

  resize(stage: Size): void {
    this.stage = stage;
    this.view = this.free = settle(this.view, this.picture, stage);
  }

  zoomBy(factor: number, at: Point = { x: 0, y: 0 }): void {
    this.moving = false;
    const scale = Math.min(mostScale(this.picture, this.stage), Math.max(1, this.view.scale * factor));
    this.view = this.free = settle(zoomAt(this.view, scale, at.x, at.y), this.picture, this.stage);
  }

  readonly gestures: Gestures = {
    // A drag moves the pictures whatever their scale: there is no page to be turned here.
    zoomed: () => true,
    touched: () => (this.free = this.view),
    zoom: (factor, at, by, smooth) => {
      if (smooth) {
        this.zoomBy(factor, at);
        return;
      }
      const zoomed = zoomAt(this.free, this.free.scale * factor, at.x, at.y);
      this.free = { ...zoomed, x: zoomed.x + by.x, y: zoomed.y + by.y };
      this.moving = true;
      this.view = stretch(this.free, this.picture, this.stage);
    },
    pan: (by) => {
      this.free = { ...this.free, x: this.free.x + by.x, y: this.free.y + by.y };
      this.moving = true;
      this.view = stretch(this.free, this.picture, this.stage);
    },
    released: () => {
      this.moving = false;
      this.view = this.free = settle(this.view, this.picture, this.stage);
    },
    swipe: () => undefined,
    swiped: () => undefined,
    flick: () => undefined,
    tap: () => undefined,
    doubleTap: (at) => this.zoomBy(this.zoomed ? 0 : CLOSE, at),
  };
}
