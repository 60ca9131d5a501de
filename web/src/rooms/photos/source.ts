/** Where a shelf's days and photos come from: the server, or in tests a list. */
import { api, ask, type Bucket, type Day, type Photo } from '#api';
import type { ShelfName } from './tiles';

export interface Source {
  /** The days that have photos, the latest first, and a number that grows with every change. */
  days(): Promise<{ days: Day[]; version: number }>;
  /** The photos from one day back to an earlier one, the latest first; `cursor` says where to go on. */
  bucket(day: string, since: string, cursor: string | null): Promise<Bucket>;
  /** Some photos by id; those that are gone are left out. */
  photos(ids: readonly string[]): Promise<Photo[]>;
}

/** As many photos as one question may name. */
const MOST_IDS = 200;

export function serverSource(shelf: ShelfName): Source {
  return {
    days: () => ask(api.GET('/api/v1/timeline', { params: { query: { shelf } } })),
    bucket: (day, since, cursor) => {
      const query = cursor ? { shelf, since, cursor } : { shelf, since };
      return ask(api.GET('/api/v1/timeline/{day}', { params: { path: { day }, query } }));
    },
    photos: async (ids) => {
      const query = { ids: ids.slice(0, MOST_IDS).join(',') };
      return (await ask(api.GET('/api/v1/photos', { params: { query } }))).photos;
    },
  };
}
