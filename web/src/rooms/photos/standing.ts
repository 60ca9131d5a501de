/** Where the photos of a shelf stand, asked in all ways: by photo, by point, by rectangle, by day. Changes nothing. */
import type { DayBox, Layout } from './layout';
import { at } from './sections';
import type { HeldDay, Shelf } from './shelf.svelte';
import { sectionOf, unknown, type Stack, type Stacking } from './stacking';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A place to come back to: a photo or a day, and how far below the top of the view it stood. */
export interface Place {
  day: string;
  id: string | null;
  /** From the top of the view to the photo or day. */
  below: number;
}

/** Where a month (YYYY-MM) begins. */
export interface Month {
  month: string;
  y: number;
}

/** A photo that is held, where it stands. */
type Held = Box & { id: string };

export class Standing {
  private readonly shelf: Shelf;
  private readonly stack: Stack;
  private readonly stacking: Stacking;

  constructor(shelf: Shelf, stack: Stack, stacking: Stacking) {
    this.shelf = shelf;
    this.stack = stack;
    this.stacking = stacking;
  }

  /** Where a photo stands; null for one that is not held. */
  boxOf(id: string): Box | null {
    const found = this.shelf.find(id);
    if (!found) return null;
    const day = this.shelf.indexOf(found.day);
    const index = sectionOf(this.stack, day);
    const layout = this.stacking.layout(this.stack, index);
    const first = layout.days[day - (this.stack.spans[index]?.from ?? 0)]?.first;
    if (first === undefined) return null;
    const box = boxAt(layout, first + found.index);
    return { ...box, y: (this.stack.tops[index] ?? 0) + box.y };
  }

  /** The photo above or below another one, nearest to its middle. Null where nothing is held. */
  vertical(id: string, step: 1 | -1): string | null {
    const from = this.boxOf(id);
    if (!from) return null;
    const middle = from.x + from.width / 2;
    const start = at(this.stack.tops, from.y);
    for (const index of [start, start + step, start + 2 * step]) {
      const rows = this.held(index)
        .map((tile) => ({ ...tile, away: (tile.y - from.y) * step }))
        .filter((tile) => tile.away >= 1);
      const next = Math.min(...rows.map((tile) => tile.away));
      const aside = (tile: Box): number => Math.abs(tile.x + tile.width / 2 - middle) - tile.width / 2;
      const [best] = rows.filter((tile) => tile.away < next + 1).sort((a, b) => aside(a) - aside(b));
      if (best) return best.id;
    }
    return null;
  }

  /** The photo nearest to a point of the timeline, among those that are held around it. */
  nearest(x: number, y: number): string | null {
    const index = at(this.stack.tops, y);
    const away = (tile: Box): number =>
      Math.hypot(
        Math.max(0, tile.x - x, x - tile.x - tile.width),
        3 * Math.max(0, tile.y - y, y - tile.y - tile.height),
      );
    const tiles = [index - 1, index, index + 1].flatMap((near) => this.held(near));
    return (
      tiles.reduce<Held | null>((best, tile) => (best && away(best) <= away(tile) ? best : tile), null)?.id ?? null
    );
  }

  /** The photos that a rectangle touches, section by section; of sections of which nothing is held, nothing. */
  touched(rectangle: Box): Map<string, string[]> {
    const { days, spans, tops } = this.stack;
    const found = new Map<string, string[]>();
    for (let index = at(tops, rectangle.y); index < spans.length; index++) {
      if ((tops[index] ?? 0) > rectangle.y + rectangle.height) break;
      const key = days[spans[index]?.from ?? 0]?.day ?? '';
      const tiles = this.held(index);
      if (tiles.length > 0)
        found.set(
          key,
          tiles.filter((tile) => overlap(tile, rectangle)).map((tile) => tile.id),
        );
    }
    return found;
  }

  /** Whether a rectangle reaches into the section that begins with this day. */
  reaches(day: string, rectangle: Box): boolean {
    const index = sectionOf(this.stack, this.shelf.indexOf(day));
    const [start = 0, end = 0] = [this.stack.tops[index], this.stack.tops[index + 1]];
    return index >= 0 && start < rectangle.y + rectangle.height && rectangle.y < end;
  }

  /** The photos that are held of a section, with their places. */
  private held(index: number): Held[] {
    const span = this.stack.spans[index];
    if (!span) return [];
    const layout = this.stacking.layout(this.stack, index);
    const top = this.stack.tops[index] ?? 0;
    return this.stack.days.slice(span.from, span.to).flatMap((day, n) =>
      (day.tiles ?? []).map((tile, i) => {
        const box = boxAt(layout, (layout.days[n]?.first ?? 0) + i);
        return { ...box, id: tile.id, y: top + box.y };
      }),
    );
  }

  /** Where each month begins, the latest first. */
  months(): Month[] {
    const { days, spans, tops } = this.stack;
    return spans.flatMap((span, index) => {
      const begin = span.opens.flatMap((opens, i) => (opens ? [i] : []));
      if (begin.length === 0) return [];
      if (begin.length === 1 && begin[0] === 0)
        return [{ month: days[span.from]?.day.slice(0, 7) ?? '', y: tops[index] ?? 0 }];
      const layout = this.stacking.layout(this.stack, index);
      return begin.map((i) => ({
        month: days[span.from + i]?.day.slice(0, 7) ?? '',
        y: (tops[index] ?? 0) + (layout.days[i]?.top ?? 0),
      }));
    });
  }

  /** What stands so far below the top of a view that begins at `top`: the photo there or the first one below, else the day. */
  placeAt(top: number, below: number, height: number): Place | null {
    const { days, spans, tops } = this.stack;
    const [y, bottom] = [top + below, top + height];
    for (let index = at(tops, y); index < spans.length && (tops[index] ?? 0) < bottom; index++) {
      if (unknown(this.stack, index)) continue;
      const layout = this.stacking.layout(this.stack, index);
      const start = tops[index] ?? 0;
      for (const [n, box] of layout.days.entries()) {
        const day = days[(spans[index]?.from ?? 0) + n];
        if (!day?.ratios || start + box.y + box.height <= y) continue;
        if (start + box.y >= bottom) break;
        const id = firstBelow(day, box, layout, y - start);
        return { day: day.day, id: id?.id ?? null, below: start + (id?.y ?? box.y) - top };
      }
    }
    const found = this.dayAt(y);
    return found && { day: found.day.day, id: null, below: found.box.y - found.inside + below };
  }

  /** The day that stands at `y`, or the next one below; the last of its section where none is. */
  dayAt(y: number): { day: HeldDay; box: DayBox; layout: Layout; inside: number } | null {
    const { days, spans, tops } = this.stack;
    const index = at(tops, y);
    const span = spans[index];
    if (!span) return null;
    const layout = this.stacking.layout(this.stack, index);
    const inside = y - (tops[index] ?? 0);
    let n = layout.days.findIndex((box) => box.y + box.height > inside);
    if (n < 0) n = layout.days.length - 1;
    const box = layout.days[n];
    const day = days[span.from + n];
    return box && day ? { day, box, layout, inside } : null;
  }

  /** Where the view must begin for a place to stand where it stood. Null while no day is known. */
  yOf(place: Place): number | null {
    const { days, spans, tops } = this.stack;
    if (spans.length === 0 || this.stack.metrics.width === 0) return null;
    const box = place.id === null ? null : this.boxOf(place.id);
    if (box) return box.y - place.below;
    const found = Math.min(this.shelf.indexOf(place.day), days.length - 1);
    const index = sectionOf(this.stack, found);
    const day = this.stacking.layout(this.stack, index).days[found - (spans[index]?.from ?? 0)];
    return (tops[index] ?? 0) + (day?.y ?? 0) - place.below;
  }
}

/** Where one of a layout's photos stands in its section. */
export function boxAt(layout: Layout, index: number): Box {
  const { boxes } = layout;
  const at = index * 4;
  return { x: boxes[at] ?? 0, y: boxes[at + 1] ?? 0, width: boxes[at + 2] ?? 0, height: boxes[at + 3] ?? 0 };
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The first photo of a day that reaches below `inside` (of its section), if the day's photos are held. */
function firstBelow(day: HeldDay, box: DayBox, layout: Layout, inside: number): { id: string; y: number } | null {
  for (let n = 0; n < box.count; n++) {
    const tile = day.tiles?.[n];
    const { y, height } = boxAt(layout, box.first + n);
    if (tile && y + height > inside) return { id: tile.id, y };
  }
  return null;
}
