/** Where a shelf's days and photos come from: the server, or in tests a list. */
import { api, ask, askAgain, type Bucket, type Covers, type Day, type Photo } from '#api';
import type { ShelfName } from './tiles';

export interface Source {
  /**
   * The days that have photos, the latest first, and a number that grows with every change. Null when it is still the `known`
   * one, which costs next to nothing.
   */
  days(known: number): Promise<{ days: Day[]; version: number } | null>;
  /** The photos from one day back to an earlier one, the latest first; `cursor` says where to go on. */
  bucket(day: string, since: string, cursor: string | null): Promise<Bucket>;
  /** The ids alone, in large pages. */
  ids(day: string, since: string, cursor: string | null): Promise<{ id: string[]; cursor: string | null }>;
  /** At most `each` pictures to stand for each month of a year. */
  covers(year: string, each: number): Promise<Covers>;
  /** Some photos by id; those that are gone are left out. */
  photos(ids: readonly string[]): Promise<Photo[]>;
}

/** As many photos as one question may name. */
const MOST_IDS = 200;

export function serverSource(shelf: ShelfName): Source {
  let last = { version: -1, etag: '' };
  return {
    days: async (known) => {
      const headers = known === last.version ? { 'If-None-Match': last.etag } : {};
      const answer = await askAgain(api.GET('/api/v1/timeline', { params: { query: { shelf } }, headers }));
      if (answer) last = { version: answer.body.version, etag: answer.etag };
      return answer?.body ?? null;
    },
    ids: (day, since, cursor) => {
      const query = cursor ? { shelf, since, cursor } : { shelf, since };
      return ask(api.GET('/api/v1/timeline/{day}/ids', { params: { path: { day }, query } }));
    },
    covers: (year, each) => {
      const params = { path: { day: `${year}-12-31` }, query: { shelf, since: `${year}-01-01`, each } };
      return ask(api.GET('/api/v1/timeline/{day}/covers', { params }));
    },
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
