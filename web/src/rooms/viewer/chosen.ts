/** The photos that were chosen for the next slideshow; null: the whole shelf. */
let chosen: readonly string[] | null = null;

/** The next slideshow goes through these photos. */
export function choose(ids: readonly string[] | null): void {
  chosen = ids;
}

export function chosenPhotos(): readonly string[] | null {
  return chosen;
}
