import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Selection } from './selection.svelte';

const MANY = 30;
const photos = Array.from({ length: MANY }, (_, i) => ({
  id: `p${i}`,
  day: `2020-01-${String(31 - Math.floor(i / 4))}`,
}));
const at = (index: number): { id: string; day: string } => photos[index] ?? { id: '', day: '' };
const range = (a: number, b: number): string[] =>
  photos.slice(Math.min(a, b), Math.max(a, b) + 1).map((photo) => photo.id);
const between = (from: { id: string }, to: { id: string }): Promise<string[]> => {
  const [a, b] = [from, to].map((spot) => photos.findIndex((photo) => photo.id === spot.id));
  return Promise.resolve(range(a ?? 0, b ?? 0));
};

/** What a person sees: what was chosen before, the present stretch on top of it. */
class Model {
  chosen = new Set<string>();
  base = new Set<string>();
  anchor: number | null = null;
  stretched = false;

  settle(): void {
    this.stretched = false;
    this.base = new Set(this.chosen);
  }

  stretch(ids: string[]): void {
    if (!this.stretched) this.base = new Set(this.chosen);
    this.stretched = true;
    this.chosen = new Set([...this.base, ...ids]);
  }
}

const index = fc.integer({ min: 0, max: MANY - 1 });
const act = fc.oneof(
  fc.record({ kind: fc.constant('toggle' as const), a: index, b: index }),
  fc.record({ kind: fc.constant('extend' as const), a: index, b: index }),
  fc.record({ kind: fc.constant('rectangle' as const), a: index, b: index }),
  fc.record({ kind: fc.constant('day' as const), a: index, b: index }),
  fc.record({ kind: fc.constant('clear' as const), a: index, b: index }),
);

describe('Selection', () => {
  it('is what a simple list of what was done says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        const selection = new Selection();
        const model = new Model();
        for (const { kind, a, b } of acts) {
          if (kind === 'toggle') {
            selection.toggle(at(a));
            if (!model.chosen.delete(at(a).id)) model.chosen.add(at(a).id);
            model.anchor = a;
            model.settle();
          } else if (kind === 'extend') {
            await selection.extend(at(a), between);
            model.anchor ??= a;
            model.stretch(range(model.anchor, a));
          } else if (kind === 'rectangle') {
            selection.begin(null);
            model.settle();
            for (const end of [a, b]) {
              selection.sweep(range(a, end));
              model.stretch(range(a, end));
            }
          } else if (kind === 'day') {
            const ids = range(a, b);
            selection.toggleAll(ids, at(b).day);
            const all = ids.every((id) => model.chosen.has(id));
            for (const id of ids)
              if (all) model.chosen.delete(id);
              else model.chosen.add(id);
            model.anchor = Math.max(a, b);
            model.settle();
          } else {
            selection.clear();
            model.chosen.clear();
            model.anchor = null;
            model.settle();
          }
          expect([...selection.ids].sort()).toEqual([...model.chosen].sort());
          expect(selection.active).toBe(model.chosen.size > 0);
        }
      }),
    );
  });

  it('gives back what a stretch leaves again, and nothing that was chosen before', async () => {
    const selection = new Selection();
    selection.toggle(at(8));
    selection.toggle(at(3));
    await selection.extend(at(10), between);
    expect(selection.ids.size).toBe(8);
    await selection.extend(at(4), between);
    expect([...selection.ids].sort()).toEqual(['p3', 'p4', 'p8']);
  });
});
