import { describe, expect, it } from 'vitest';
import { isJunk, isMedia } from './accept';

describe('what is worth sending', () => {
  it.each([
    'a/.DS_Store',
    'Thumbs.db',
    'x/@eaDir/IMG_1.jpg',
    'SYNOFILE_THUMB_M.jpg',
    '._IMG_1.jpg',
    '__MACOSX/x/IMG.jpg',
  ])('%s is junk', (path) => expect(isJunk(path)).toBe(true));

  it.each(['IMG_1.jpg', 'a/b/Thumbs.db.jpg', 'eaDir/x.jpg', 'x.thumbs/1.jpg'])('%s is not', (path) =>
    expect(isJunk(path)).toBe(false),
  );

  it.each([
    ['IMG_1.JPG', '', true],
    ['shot.Cr3', '', true],
    ['clip.MTS', '', true],
    ['no-ending', 'image/jpeg', true],
    ['drawing.svg', 'image/svg+xml', false],
    ['IMG_1.jpg.xmp', '', false],
    ['notes.txt', 'text/plain', false],
    ['jpg', '', false],
  ])('%s (%s): %s', (name, type, media) => expect(isMedia({ name, type })).toBe(media));
});
