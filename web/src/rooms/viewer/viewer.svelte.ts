/** What the viewer has in hand: the photo that is looked at, its neighbours, and how it is zoomed, moved and turned. */
import { Problem, type Photo } from '#api';
import { details, type Shelf, type Tile } from '#rooms/photos';
import { atRest, coast, type Coasting } from './coasting';
import type { Point } from './gestures';
import { calm } from './calm';
import { ahead, neighbour } from './neighbours';
import {
  actualScale,
  mostScale,
  PUT_AWAY,
  reach,
  settle,
  stretch,
  turned,
  WHOLE,
  zoomAt,
  type Size,
  type View,
} from './view';

/** A double tap zooms so far in. */
const CLOSE = 2.5;

export class Viewer {
  id = $state('');
  before = $state.raw<Tile | undefined>(undefined);
  after = $state.raw<Tile | undefined>(undefined);
  /** Why the photo cannot be shown. */
  problem = $state.raw<Problem | null>(null);
  view = $state.raw<View>(WHOLE);
  /** Quarter turns with the clock, of the view alone. Not reduced to 0…3, so that it always turns the shorter way. */
  quarters = $state(0);
  stage = $state.raw<Size>({ width: 0, height: 0 });
  /** Follows the fingers, without any easing. */
  moving = $state(false);

  /** Where the photo stands among others; null when it stands alone. */
  shelf = $state.raw<Shelf | null>(null);

  readonly tile: Tile | undefined = $derived(this.shelf?.find(this.id)?.tile);
  readonly photo: Photo | undefined = $derived(details.peek(this.id));
  readonly zoomed: boolean = $derived(this.view.scale > 1.001);

  /** Where the fingers have put it, before the rubber band. */
  private free: View = WHOLE;
  private pinchedAt: Point = { x: 0, y: 0 };
  private frame = 0;
  private direction: 1 | -1 = 1;

  /** Looks at a photo. What is around it is fetched ahead. */
  async show(id: string, shelf: Shelf | null): Promise<void> {
    this.shelf = shelf;
    if (this.id !== id) {
      this.stop();
      this.view = this.free = WHOLE;
      this.quarters = 0;
      this.problem = null;
      if (id === this.before?.id) this.direction = -1;
      else this.direction = 1;
    }
    this.id = id;
    this.before = shelf ? neighbour(shelf, id, -1) : undefined;
    this.after = shelf ? neighbour(shelf, id, 1) : undefined;
    const found = details.get(id);
    try {
      if (shelf && !shelf.find(id)) await shelf.load([(await found).shown_at.slice(0, 10)]);
      const [before, after] = await Promise.all([shelf?.beside(id, -1), shelf?.beside(id, 1)]);
      if (this.id !== id) return;
      this.before = before;
      this.after = after;
      await found;
      await Promise.all([before, after].flatMap((tile) => (tile ? [details.get(tile.id)] : [])));
      if (shelf && this.id === id) await ahead(shelf, id, this.direction);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (this.id === id) this.problem = error;
    }
  }

  /** The picture's size in pixels as it is turned now. */
  private get picture(): Size {
    const { photo, tile } = this;
    const size =
      photo?.width && photo.height
        ? { width: photo.width, height: photo.height }
        : { width: 4000 * (tile?.ratio ?? 1), height: 4000 };
    return turned(size, this.quarters);
  }

  /** Whether the photo can be zoomed at all. */
  get zoomable(): boolean {
    const shown = this.photo ?? this.tile;
    return shown?.kind === 'image' && shown.state === 'ready';
  }

  /** Something was touched: what moves by itself stops there. */
  touched(): void {
    this.stop();
    this.free = this.view;
  }

  /** Zooms in a step of its own, as by a key or a wheel. */
  zoomBy(factor: number, at: Point = { x: 0, y: 0 }): void {
    this.zoomTo(this.view.scale * factor, at);
  }

  zoomTo(scale: number, at: Point = { x: 0, y: 0 }): void {
    if (!this.zoomable) return;
    this.stop();
    this.moving = false;
    const wanted = Math.min(mostScale(this.picture, this.stage), Math.max(1, scale));
    this.view = this.free = settle(zoomAt(this.view, wanted, at.x, at.y), this.picture, this.stage);
  }

  /** Zooms and moves under the fingers. */
  pinch(factor: number, at: Point, by: Point): void {
    if (!this.zoomable) return;
    const zoomed = zoomAt(this.free, this.free.scale * factor, at.x, at.y);
    this.free = { ...zoomed, x: zoomed.x + by.x, y: zoomed.y + by.y };
    this.pinchedAt = at;
    this.moving = true;
    this.view = stretch(this.free, this.picture, this.stage);
  }

  pan(by: Point): void {
    this.free = { ...this.free, x: this.free.x + by.x, y: this.free.y + by.y };
    this.moving = true;
    this.view = stretch(this.free, this.picture, this.stage);
  }

  /** Let go at a speed. Says whether it was pinched so small that it is to be put away. */
  released(speed: Point): boolean {
    const { view, picture, stage } = this;
    const scale = Math.min(mostScale(picture, stage), Math.max(1, view.scale));
    if (view.scale < PUT_AWAY) return true;
    if (scale !== view.scale || calm()) {
      this.moving = false;
      this.view = this.free = settle(zoomAt(view, scale, this.pinchedAt.x, this.pinchedAt.y), picture, stage);
    } else this.coast({ at: view.x, speed: speed.x }, { at: view.y, speed: speed.y });
    return false;
  }

  private coast(x: Coasting, y: Coasting): void {
    const edge = reach(this.view.scale, this.picture, this.stage);
    if (atRest(x, edge.x) && atRest(y, edge.y)) return;
    this.moving = true;
    let last = performance.now();
    const step = (time: number): void => {
      const passed = Math.min(40, Math.max(1, time - last));
      last = time;
      x = coast(x, passed, edge.x);
      y = coast(y, passed, edge.y);
      const done = atRest(x, edge.x) && atRest(y, edge.y);
      const view = { scale: this.view.scale, x: x.at, y: y.at };
      this.view = this.free = done ? settle(view, this.picture, this.stage) : view;
      this.frame = done ? 0 : requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** In where the finger is, or out again. */
  toggleZoom(at: Point): void {
    if (this.zoomed) this.zoomTo(1);
    else this.zoomBy(CLOSE, at);
  }

  /** One pixel of the picture on one of the screen. */
  actualSize(): void {
    this.zoomTo(actualScale(this.picture, this.stage, devicePixelRatio));
  }

  /** Turns the view by a quarter; the photo itself stays as it is. */
  turn(step: 1 | -1 = 1): void {
    if (!this.zoomable) return;
    this.stop();
    this.moving = false;
    this.view = this.free = WHOLE;
    this.quarters += step;
  }

  /** The stage has this size now. */
  resize(stage: Size): void {
    this.stage = stage;
    this.view = this.free = settle(this.view, this.picture, stage);
  }
}
