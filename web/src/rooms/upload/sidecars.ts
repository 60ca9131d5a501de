/** Which small files beside a photo tell of it: `IMG.jpg.xmp`, `IMG.xmp`, `IMG.jpg.json` and what Takeout makes of that. */

const SUPPLEMENT = '.supplemental-metadata';

/** Whether a file may be a sidecar, by its name. */
export function isSidecar(name: string): boolean {
  return /\.(xmp|json)$/i.test(name);
}

function split(name: string): [stem: string, ending: string] {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}

function numbered(name: string, number: string): string {
  const [stem, ending] = split(name);
  return stem + number + ending;
}

/** The full names of photos that a sidecar's stem may mean, the most exact first. */
function* namesIn(stem: string): Generator<string> {
  yield stem;
  const number = /\(\d+\)$/.exec(stem)?.[0] ?? '';
  const [before, after] = split(number ? stem.slice(0, -number.length) : stem);
  // Takeout cuts the word off wherever its name gets too long.
  if (after.length > 1 && SUPPLEMENT.startsWith(after)) yield numbered(before, number);
  else if (number) yield numbered(stem.slice(0, -number.length), number);
}

/** Finds the photos of a folder that a sidecar belongs to; capitals do not matter. */
export class Folder<T> {
  private readonly byName = new Map<string, T[]>();
  private readonly byStem = new Map<string, T[]>();

  add(name: string, photo: T): void {
    const folded = name.toLowerCase();
    push(this.byName, folded, photo);
    push(this.byStem, split(folded)[0], photo);
  }

  photosOf(sidecar: string): readonly T[] {
    const stem = split(sidecar.toLowerCase())[0];
    for (const name of namesIn(stem)) {
      const found = this.byName.get(name);
      if (found) return found;
    }
    // Both halves of a pair of RAW and JPEG.
    return this.byStem.get(stem) ?? [];
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
