/** A library in memory that answers as the server does: what the tests of shelf and timeline are held against. */
import type { Bucket, Covers, Day, Photo } from '#api';
import type { Source } from './source';

export interface FakePhoto {
  id: string;
  day: string;
  ratio: number;
  state?: 'processing' | 'ready';
}

export class FakeLibrary implements Source {
  photosById = new Map<string, FakePhoto>();
  version = 1;
  /** How often each day was asked for. */
  asked = new Map<string, number>();
  requests = 0;
  pageSize: number;

  constructor(photos: readonly FakePhoto[], pageSize = 1000) {
    this.pageSize = pageSize;
    for (const photo of photos) this.photosById.set(photo.id, photo);
  }

  add(photo: FakePhoto): void {
    this.photosById.set(photo.id, photo);
    this.version++;
  }

  remove(id: string): void {
    this.photosById.delete(id);
    this.version++;
  }

  list(): Day[] {
    const counts = new Map<string, number>();
    for (const photo of this.photosById.values()) counts.set(photo.day, (counts.get(photo.day) ?? 0) + 1);
    return [...counts].map(([day, count]) => ({ day, count })).sort((a, b) => (a.day < b.day ? 1 : -1));
  }

  of(day: string): FakePhoto[] {
    return [...this.photosById.values()].filter((photo) => photo.day === day).sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** The ids in the order of the timeline. */
  order(): string[] {
    return this.list().flatMap((day) => this.of(day.day).map((photo) => photo.id));
  }

  days(known: number): Promise<{ days: Day[]; version: number } | null> {
    return Promise.resolve(known === this.version ? null : { days: this.list(), version: this.version });
  }

  ids(day: string, since: string, cursor: string | null): Promise<{ id: string[]; cursor: string | null }> {
    const days = this.list().filter((other) => other.day <= day && other.day >= since);
    const all = days.flatMap((other) => this.of(other.day).map((photo) => photo.id));
    const from = Number(cursor ?? 0);
    const more = from + this.pageSize < all.length ? String(from + this.pageSize) : null;
    return Promise.resolve({ id: all.slice(from, from + this.pageSize), cursor: more });
  }

  covers(): Promise<Covers> {
    return Promise.reject(new Error('Nobody asks for covers here.'));
  }

  bucket(day: string, since: string, cursor: string | null): Promise<Bucket> {
    this.requests++;
    const days = this.list().filter((other) => other.day <= day && other.day >= since);
    for (const { day: asked } of days) this.asked.set(asked, (this.asked.get(asked) ?? 0) + 1);
    const from = Number(cursor ?? 0);
    const all = days.flatMap((other) => this.of(other.day));
    const page = all.slice(from, from + this.pageSize);
    const column = <T>(value: T): T[] => page.map(() => value);
    return Promise.resolve({
      id: page.map((photo) => photo.id),
      kind: column('image' as const),
      ratio: page.map((photo) => photo.ratio),
      taken_at: page.map((photo) => `${photo.day}T12:00:00`),
      dated: column(true),
      favourite: column(false),
      archived: column(false),
      state: page.map((photo) => photo.state ?? 'ready'),
      thumbhash: column(null),
      duration: column(null),
      grid: column('/media/x'),
      trashed_at: column(null),
      cursor: from + this.pageSize < all.length ? String(from + this.pageSize) : null,
    });
  }

  photos(ids: readonly string[]): Promise<Photo[]> {
    const found = ids.flatMap((id) => this.photosById.get(id) ?? []);
    return Promise.resolve(found.map(photoOf));
  }
}

function photoOf(photo: FakePhoto): Photo {
  return {
    id: photo.id,
    owner_id: '1',
    kind: 'image',
    media_type: 'image/jpeg',
    filename: `${photo.id}.jpg`,
    path: '',
    size: 1,
    sha256: '',
    sha1: '',
    width: photo.ratio * 1000,
    height: 1000,
    taken_at: `${photo.day}T12:00:00`,
    taken_at_source: 'home_zone',
    taken_at_confidence: 'certain',
    taken_at_precision: 'second',
    shown_at: `${photo.day}T12:00:00`,
    latitude: null,
    longitude: null,
    altitude: null,
    camera: { make: null, model: null },
    lens: null,
    exposure: {},
    artist: null,
    copyright: null,
    video_codec: null,
    audio_codec: null,
    frame_rate: null,
    duration: null,
    title: '',
    description: '',
    tags: [],
    rating: 0,
    favourite: false,
    archived: false,
    trashed_at: null,
    state: photo.state ?? 'ready',
    reason: null,
    reason_said: null,
    renditions: { grid: '/media/x', preview: null, poster: null, video: null, storyboard: null },
    thumbhash: null,
    uploaded_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}

/** A library of `count` photos over about `count / perDay` days, the same for the same seed. */
export function someLibrary(count: number, perDay: number, seed = 1): FakePhoto[] {
  let x = seed;
  const random = () => (x = (x * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: count }, (_, i) => ({
    id: String(1_000_000 + i),
    day: new Date(Date.UTC(2026, 10, 20) - Math.floor((random() * count) / perDay) * 86_400_000)
      .toISOString()
      .slice(0, 10),
    ratio: [1.5, 0.75, 1.33, 1.78, 0.56, 1][Math.floor(random() * 6)] ?? 1,
  }));
}
