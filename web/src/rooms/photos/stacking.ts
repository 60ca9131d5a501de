/**
 * The sections of a shelf on top of each other. Of all of them the heights are kept, of those that are looked at the whole
 * layout: a million photos have their heights in a few kilobytes, but their boxes would be 16 MB.
 */
import { guess, layOut, type Layout, type Metrics } from './layout';
import { cut, spanOf, stack, type Span } from './sections';
import type { HeldDay } from './shelf.svelte';

/** Most photos are 3:2 or 4:3, lying or standing. */
const USUAL_RATIO = 1.3;
/** So many layouts are kept. */
const MOST = 80;
/** Before the page has a width nothing stands anywhere. */
const NOTHING: Layout = { height: 0, days: [], boxes: new Float32Array(0) };

/** Where everything stands at one moment. */
export interface Stack {
  readonly days: readonly HeldDay[];
  readonly metrics: Metrics;
  readonly spans: readonly Span[];
  /** Where each section begins, and the end of the last one behind. */
  readonly tops: Float64Array;
}

interface Known {
  days: readonly HeldDay[];
  opens: boolean | undefined;
  height: number;
}

export class Stacking {
  private spans: readonly Span[] = [];
  private cutFrom: readonly HeldDay[] = [];
  private metrics: Metrics | null = null;
  private readonly known = new Map<string, Known>();
  private readonly layouts = new Map<Known, Layout>();

  /** Stacks the days as they are held now. */
  of(days: readonly HeldDay[], metrics: Metrics): Stack {
    if (this.metrics !== metrics) {
      this.known.clear();
      this.layouts.clear();
      this.metrics = metrics;
    }
    const same = days.length === this.cutFrom.length && days.every((day, i) => sameCount(day, this.cutFrom[i]));
    if (!same) this.spans = cut(days);
    this.cutFrom = days;
    const heights = this.spans.map((span) => (metrics.width > 0 ? this.know(span, days, metrics).height : 0));
    return { days, metrics, spans: this.spans, tops: stack(heights) };
  }

  /** How a section is laid out. */
  layout(stack: Stack, index: number): Layout {
    const span = stack.spans[index];
    if (!span || stack.metrics.width <= 0) return NOTHING;
    const known = this.know(span, stack.days, stack.metrics);
    const kept = this.layouts.get(known);
    if (kept) return kept;
    const layout = layOutSpan(known.days, span, stack.metrics);
    this.keep(known, layout);
    return layout;
  }

  private know(span: Span, days: readonly HeldDay[], metrics: Metrics): Known {
    const key = days[span.from]?.day ?? '';
    const old = this.known.get(key);
    if (old && old.opens === span.opens[0] && old.days.length === span.to - span.from) {
      if (old.days.every((day, i) => sameShape(day, days[span.from + i]))) return old;
    }
    const inside = days.slice(span.from, span.to);
    const layout = layOutSpan(inside, span, metrics);
    const known = { days: inside, opens: span.opens[0], height: layout.height };
    if (old) this.layouts.delete(old);
    this.known.set(key, known);
    return known;
  }

  private keep(known: Known, layout: Layout): void {
    const oldest = this.layouts.size >= MOST ? this.layouts.keys().next().value : undefined;
    if (oldest) this.layouts.delete(oldest);
    this.layouts.set(known, layout);
  }
}

/** Whether nothing is known of the shapes of a section's photos: what is drawn of it could only be wrong. */
export function unknown(stack: Stack, index: number): boolean {
  const span = stack.spans[index];
  for (let i = span?.from ?? 0; i < (span?.to ?? 0); i++) if (stack.days[i]?.ratios) return false;
  return true;
}

/** The section in which a day is, by the day's index. */
export function sectionOf(stack: Stack, day: number): number {
  return spanOf(stack.spans, day);
}

function layOutSpan(days: readonly HeldDay[], span: Span, metrics: Metrics): Layout {
  return layOut(days.map(shapesOf), metrics, span.opens);
}

function shapesOf(day: HeldDay): Float32Array {
  if (!day.ratios) return guess(day.count, USUAL_RATIO);
  if (day.ratios.length === day.count) return day.ratios;
  const shapes = guess(day.count, USUAL_RATIO);
  shapes.set(day.ratios.subarray(0, day.count));
  return shapes;
}

function sameCount(a: HeldDay, b: HeldDay | undefined): boolean {
  return a === b || (a.day === b?.day && a.count === b.count);
}

function sameShape(a: HeldDay, b: HeldDay | undefined): boolean {
  return a === b || (a.day === b?.day && a.count === b.count && a.ratios === b.ratios);
}
