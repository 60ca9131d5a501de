/** The four shelves of the person who is signed in, each opened once and kept while the page lives. */
import { outliving } from './outliving.svelte';
import { serverSource } from './source';
import { Shelf } from './shelf.svelte';
import type { ShelfName, Tile } from './tiles';

const open = new Map<ShelfName, Shelf>();

export function shelf(name: ShelfName): Shelf {
  const known = open.get(name);
  if (known) return known;
  const opened = outliving(() => new Shelf(name, serverSource(name)));
  open.set(name, opened);
  return opened;
}

/** The same change for some photos, on every shelf that holds them. */
export function patchShelves(ids: readonly string[], change: Partial<Tile>): void {
  const changes = new Map(ids.map((id) => [id, change]));
  for (const each of open.values()) each.patch(changes);
}

/** A photo that some shelf holds. */
export function findTile(id: string): Tile | undefined {
  for (const each of open.values()) {
    const found = each.find(id);
    if (found) return found.tile;
  }
  return undefined;
}

/** Asks anew what came and went, on every open shelf. `anew`: what is held may be wrong. */
export async function refreshShelves(anew = false): Promise<void> {
  await Promise.all([...open.values()].map((each) => each.refresh(anew)));
}
