import { describe, expect, it } from 'vitest';
import type { Photo } from '#api';
import { inverse, shownWith } from './editing';

const photo = {
  title: '',
  description: 'By the lake',
  tags: ['a'],
  rating: 2,
  taken_at: null,
  latitude: 1,
  longitude: 2,
} as unknown as Photo;

describe('edits', () => {
  it('come back exactly, and nothing else does', () => {
    expect(inverse(photo, { title: 'New' })).toEqual({ title: null });
    expect(inverse(photo, { description: null, rating: 5 })).toEqual({ description: 'By the lake', rating: 2 });
    expect(inverse(photo, { taken_at: '2020-01-01T00:00:00' })).toEqual({ taken_at: null });
    expect(inverse(photo, { latitude: null, longitude: null })).toEqual({ latitude: 1, longitude: 2 });
  });

  it('are shown before the server has answered', () => {
    expect(shownWith({ title: null, tags: null })).toEqual({ title: '', tags: [] });
    expect(shownWith({ latitude: 5, longitude: 6 })).toEqual({ latitude: 5, longitude: 6 });
    expect(shownWith({})).toEqual({});
  });
});
