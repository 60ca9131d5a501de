/** What is to be drawn of a shelf. What has not changed since it was drawn last stays the same object, so that nothing is done for it. */
import type { Layout } from './layout';
import { at } from './sections';
import type { HeldDay } from './shelf.svelte';
import { unknown, type Stack, type Stacking } from './stacking';
import { boxAt, type Box } from './standing';
import type { Tile } from './tiles';

/** A tile to draw. `tile` is null while only its shape is known. */
export interface ShownTile extends Box {
  key: string;
  tile: Tile | null;
}

export interface ShownDay {
  day: string;
  /** YYYY-MM when it begins a month: the heading stands between `top` and `y`. */
  month: string | null;
  x: number;
  top: number;
  y: number;
  width: number;
  height: number;
  /** Its tiles, row by row. A row that has not changed stays the same object, so that nothing is done for it. */
  rows: readonly (readonly ShownTile[])[];
  /** All photos of the day, also those that are not drawn; empty until they are known. */
  ids: readonly string[];
}

export interface ShownSection {
  key: string;
  top: number;
  height: number;
  /** Nothing is known of its shapes yet: only where it stands is drawn. */
  ghost: boolean;
  days: ShownDay[];
}

export class Drawing {
  private readonly stacking: Stacking;
  private readonly rows = new WeakMap<Layout, Rows>();

  constructor(stacking: Stacking) {
    this.stacking = stacking;
  }

  /** The sections that reach into the stretch from `top` to `bottom` of the timeline. */
  draw(stack: Stack, top: number, bottom: number): ShownSection[] {
    const sections: ShownSection[] = [];
    for (let index = at(stack.tops, top); index < stack.spans.length; index++) {
      const span = stack.spans[index];
      const start = stack.tops[index] ?? 0;
      if (!span || start > bottom) break;
      const ghost = unknown(stack, index);
      const days = ghost ? this.ghostDays(stack, index) : this.drawDays(stack, index, top - start, bottom - start);
      const height = (stack.tops[index + 1] ?? start) - start;
      // What stands for the unknown is made anew elsewhere, and not moved there.
      const key = `${stack.days[span.from]?.day ?? ''}${ghost ? ` ${Math.round(start)}` : ''}`;
      sections.push({ key, top: start, height, ghost, days });
    }
    return sections;
  }

  /** Of what is not known yet only where its months begin. */
  private ghostDays(stack: Stack, index: number): ShownDay[] {
    const from = stack.spans[index]?.from ?? 0;
    const opens = stack.spans[index]?.opens[0];
    const box = this.stacking.layout(stack, index).days[0];
    const day = stack.days[from];
    return opens && box && day ? [{ ...box, day: day.day, month: day.day.slice(0, 7), rows: [], ids: [] }] : [];
  }

  private drawDays(stack: Stack, index: number, top: number, bottom: number): ShownDay[] {
    const span = stack.spans[index];
    const layout = this.stacking.layout(stack, index);
    const all = this.rowsOf(stack, index, layout);
    const drawn: ShownDay[] = [];
    for (const [i, box] of layout.days.entries()) {
      const day = stack.days[(span?.from ?? 0) + i];
      if (!day || box.top > bottom || box.y + box.height < top) continue;
      const rows = (all[i] ?? []).filter(([tile]) => tile && tile.y <= bottom && tile.y + tile.height >= top);
      const month = span?.opens[i] ? day.day.slice(0, 7) : null;
      drawn.push({ ...box, day: day.day, month, rows, ids: idsOf(day) });
    }
    return drawn;
  }

  /** All rows of a section, made once and kept while nothing in it changes. */
  private rowsOf(stack: Stack, index: number, layout: Layout): Rows['days'] {
    const from = stack.spans[index]?.from ?? 0;
    const days = stack.days.slice(from, stack.spans[index]?.to ?? 0);
    const kept = this.rows.get(layout);
    if (kept && kept.of.every((day, i) => day === days[i])) return kept.days;
    const made = layout.days.map((box, i) => {
      const day = days[i];
      if (kept && kept.of[i] === day) return kept.days[i] ?? [];
      const rows: ShownTile[][] = [];
      for (let n = 0; n < box.count; n++) {
        const place = boxAt(layout, box.first + n);
        const tile = day?.tiles?.[n] ?? null;
        const shown = { key: tile?.id ?? `${day?.day ?? ''}/${n}`, tile, ...place };
        const row = rows.at(-1);
        if (row?.[0]?.y === shown.y) row.push(shown);
        else rows.push([shown]);
      }
      return rows;
    });
    this.rows.set(layout, { of: days, days: made });
    return made;
  }
}

/** The rows of a section's days, and the days that they were made of. */
interface Rows {
  of: readonly HeldDay[];
  days: readonly (readonly (readonly ShownTile[])[])[];
}

/** All tiles that are drawn. */
export function* tilesIn(shown: readonly ShownSection[]): Generator<ShownTile> {
  for (const section of shown) for (const day of section.days) for (const row of day.rows) yield* row;
}

const known = new WeakMap<HeldDay, readonly string[]>();

/** The ids of a day's photos; none until all are known. */
function idsOf(day: HeldDay): readonly string[] {
  const kept = known.get(day);
  if (kept) return kept;
  const ids = day.whole ? (day.tiles?.map((tile) => tile.id) ?? []) : [];
  known.set(day, ids);
  return ids;
}
