/** What the viewer has in hand: the photo that is looked at, its neighbours, and how it is zoomed. */
import { Problem, type Photo } from '#api';
import { details, type Shelf, type Tile } from '#rooms/photos';
import { mostScale, settle, WHOLE, zoomAt, type Size, type View } from './view';

/** A double tap zooms so far in. */
const CLOSE = 2.5;

export class Viewer {
  id = $state('');
  before = $state.raw<Tile | undefined>(undefined);
  after = $state.raw<Tile | undefined>(undefined);
  /** Why the photo cannot be shown. */
  problem = $state.raw<Problem | null>(null);
  view = $state.raw<View>(WHOLE);
  stage = $state.raw<Size>({ width: 0, height: 0 });

  /** Where the photo stands among others; null when it stands alone. */
  shelf = $state.raw<Shelf | null>(null);

  readonly tile: Tile | undefined = $derived(this.shelf?.find(this.id)?.tile);
  readonly photo: Photo | undefined = $derived(details.peek(this.id));
  readonly zoomed: boolean = $derived(this.view.scale > 1.001);

  /** Looks at a photo. What is around it is fetched ahead. */
  async show(id: string, shelf: Shelf | null): Promise<void> {
    this.shelf = shelf;
    if (this.id !== id) {
      this.view = WHOLE;
      this.problem = null;
      this.before = this.after = undefined;
    }
    this.id = id;
    const found = details.get(id);
    try {
      const [before, after] = await Promise.all([shelf?.beside(id, -1), shelf?.beside(id, 1)]);
      if (this.id !== id) return;
      this.before = before;
      this.after = after;
      await found;
      await Promise.all([before, after].flatMap((tile) => (tile ? [details.get(tile.id)] : [])));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (this.id === id) this.problem = error;
    }
  }

  private get picture(): Size {
    const { photo, tile } = this;
    if (photo?.width && photo.height) return { width: photo.width, height: photo.height };
    return { width: 4000 * (tile?.ratio ?? 1), height: 4000 };
  }

  /** Whether the photo can be zoomed at all. */
  get zoomable(): boolean {
    const shown = this.photo ?? this.tile;
    return shown?.kind === 'image' && shown.state === 'ready';
  }

  zoomBy(factor: number, x = 0, y = 0, dx = 0, dy = 0): void {
    if (!this.zoomable) return;
    const scale = Math.min(mostScale(this.picture, this.stage), Math.max(1, this.view.scale * factor));
    const zoomed = zoomAt(this.view, scale, x, y);
    this.view = settle({ ...zoomed, x: zoomed.x + dx, y: zoomed.y + dy }, this.picture, this.stage);
  }

  pan(dx: number, dy: number): void {
    this.view = settle({ ...this.view, x: this.view.x + dx, y: this.view.y + dy }, this.picture, this.stage);
  }

  /** In where the finger is, or out again. */
  toggleZoom(x: number, y: number): void {
    if (this.zoomed) this.view = WHOLE;
    else this.zoomBy(CLOSE, x, y);
  }

  /** The stage has this size now. */
  resize(stage: Size): void {
    this.stage = stage;
    this.view = settle(this.view, this.picture, stage);
  }
}
