/** Choosing many photos with one movement: a rectangle that the mouse draws, or a finger that is drawn over them. */
import { Autoscroll } from './autoscroll';
import type { Board } from './board.svelte';
import type { Box } from './standing';

interface Point {
  x: number;
  y: number;
}

export class Sweeps {
  /** The rectangle that is being drawn, in the timeline's pixels. */
  band = $state.raw<Box | null>(null);

  private from: Point = { x: 0, y: 0 };
  private pointer: Point = { x: 0, y: 0 };
  /** What the rectangle touches, section by section: what it has left behind unloaded stays as it was. */
  private touched = new Map<string, string[]>();
  private readonly autoscroll = new Autoscroll(() => this.follow());
  private readonly board: Board;
  private readonly toTimeline: (x: number, y: number) => Point;

  /** `toTimeline` tells what stands at a point of the window. */
  constructor(board: Board, toTimeline: (x: number, y: number) => Point) {
    this.board = board;
    this.toTimeline = toTimeline;
  }

  /** The mouse begins a rectangle. */
  draw(x: number, y: number): void {
    this.from = this.toTimeline(x, y);
    this.touched.clear();
    this.board.selection.begin(null);
    this.drawing = true;
  }

  /** A finger that rested on a photo goes on from there. */
  hold(id: string): boolean {
    const spot = this.board.spot(id);
    if (!spot) return false;
    this.board.selection.begin(spot);
    this.board.selection.sweep([id]);
    this.drawing = false;
    return true;
  }

  private drawing = false;

  moved(x: number, y: number): void {
    this.pointer = { x, y };
    this.autoscroll.at(y);
    this.follow();
  }

  private follow(): void {
    const to = this.toTimeline(this.pointer.x, this.pointer.y);
    if (this.drawing) this.stretch(to);
    else void this.reach(to);
  }

  private stretch(to: Point): void {
    const { from } = this;
    const band = {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    };
    this.band = band;
    const now = this.board.timeline.standing.touched(band);
    for (const [section, ids] of this.touched) {
      const gone = !this.board.timeline.standing.reaches(section, band);
      if (!now.has(section) && !gone) now.set(section, ids);
    }
    this.touched = now;
    this.board.selection.sweep([...now.values()].flat());
  }

  private async reach(to: Point): Promise<void> {
    const id = this.board.timeline.standing.nearest(to.x, to.y);
    const spot = id === null ? null : this.board.spot(id);
    if (spot) await this.board.selection.extend(spot, (a, b) => this.board.shelf.between(a, b));
  }

  end(): void {
    this.band = null;
    this.autoscroll.stop();
  }
}
