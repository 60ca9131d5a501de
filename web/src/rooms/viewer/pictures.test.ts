import { describe, expect, it } from 'vitest';
import type { Photo } from '#api';
import { needsOriginal } from './pictures';

const stage = { width: 1440, height: 900 };

function photo(changes: Partial<Photo>): Photo {
  return {
    id: '1',
    media_type: 'image/jpeg',
    state: 'ready',
    width: 4000,
    height: 3000,
    size: 1000,
    ...changes,
  } as Photo;
}

describe('needsOriginal', () => {
  it('asks for it only when zoomed in beyond the preview', () => {
    expect(needsOriginal(photo({}), stage, 1, 1)).toBe(false);
    expect(needsOriginal(photo({}), stage, 1.2, 1)).toBe(false);
    expect(needsOriginal(photo({}), stage, 2, 1)).toBe(true);
    expect(needsOriginal(photo({}), stage, 1.2, 2)).toBe(true);
  });

  it('does without it where it has no more pixels, or no browser could draw it', () => {
    expect(needsOriginal(photo({ width: 2048, height: 1000 }), stage, 5, 2)).toBe(false);
    expect(needsOriginal(photo({ media_type: 'image/heic' }), stage, 5, 2)).toBe(false);
    expect(needsOriginal(photo({ media_type: 'image/x-canon-cr2' }), stage, 5, 2)).toBe(false);
    expect(needsOriginal(photo({ state: 'failed' }), stage, 5, 2)).toBe(false);
    expect(needsOriginal(photo({ width: null }), stage, 5, 2)).toBe(false);
  });

  it('lets small animations move', () => {
    expect(needsOriginal(photo({ media_type: 'image/gif', width: 300, height: 200 }), stage, 1, 1)).toBe(true);
    expect(needsOriginal(photo({ media_type: 'image/gif', size: 90_000_000 }), stage, 1, 1)).toBe(false);
  });
});
