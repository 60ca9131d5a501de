/** All that is known of single photos, for the viewer. */
import { SvelteMap } from 'svelte/reactivity';
import { api, ask, type Photo } from '#api';

/** Signed addresses in it hold for an hour at least. */
const GOOD_FOR = 45 * 60_000;
const MOST = 300;

class Details {
  private readonly known = new SvelteMap<string, { photo: Photo; at: number }>();
  private readonly coming = new Map<string, Promise<Photo>>();
  /** Grows whenever something that is known stops being true. */
  private changes = 0;

  /** What is known of a photo now. */
  peek(id: string): Photo | undefined {
    return this.known.get(id)?.photo;
  }

  /** Asks for a photo unless it is known. Raises `Problem`. */
  get(id: string): Promise<Photo> {
    const known = this.known.get(id);
    if (known && Date.now() - known.at < GOOD_FOR && known.photo.state !== 'processing')
      return Promise.resolve(known.photo);
    const coming = this.coming.get(id);
    if (coming) return coming;
    const asked = this.ask(id).finally(() => this.coming.delete(id));
    this.coming.set(id, asked);
    return asked;
  }

  private async ask(id: string): Promise<Photo> {
    const asked = this.changes;
    const photo = await ask(api.GET('/api/v1/photos/{photo_id}', { params: { path: { photo_id: id } } }));
    // What was asked before something changed may tell how it was before: it is asked again.
    if (asked !== this.changes) return this.ask(id);
    this.put(photo);
    return photo;
  }

  /** This is what is known of a photo from now on. */
  put(photo: Photo): void {
    const { id } = photo;
    // The one that was asked for longest ago is let go.
    this.known.delete(id);
    const oldest = this.known.size >= MOST ? this.known.keys().next().value : undefined;
    if (oldest !== undefined) this.known.delete(oldest);
    this.known.set(id, { photo, at: Date.now() });
  }

  /** Asks for a photo though it is known. Raises `Problem`. */
  renew(id: string): Promise<Photo> {
    return this.ask(id);
  }

  patch(ids: readonly string[], change: Partial<Photo>): void {
    this.changes++;
    for (const id of ids) {
      const known = this.known.get(id);
      if (known) this.known.set(id, { ...known, photo: { ...known.photo, ...change } });
    }
  }

  forget(ids: readonly string[]): void {
    this.changes++;
    for (const id of ids) this.known.delete(id);
  }
}

export const details = new Details();
