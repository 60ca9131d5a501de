import { describe, expect, it } from 'vitest';
import { Folder, isSidecar } from './sidecars';

function folder(...names: string[]): Folder<string> {
  const made = new Folder<string>();
  for (const name of names) made.add(name, name);
  return made;
}

describe('Folder', () => {
  const found = folder('IMG_1.JPG', 'IMG_1.CR2', 'IMG_2(1).jpg', 'IMG_2.jpg', 'long name.heic', 'noending');

  it.each([
    ['img_1.jpg.xmp', ['IMG_1.JPG']],
    ['IMG_1.xmp', ['IMG_1.JPG', 'IMG_1.CR2']],
    ['IMG_2.jpg.json', ['IMG_2.jpg']],
    ['IMG_2.jpg(1).json', ['IMG_2(1).jpg']],
    ['IMG_2.jpg.supplemental-metadata.json', ['IMG_2.jpg']],
    ['IMG_2.jpg.supplemental-metadata(1).json', ['IMG_2(1).jpg']],
    ['long name.heic.suppl.json', ['long name.heic']],
    ['noending.xmp', ['noending']],
    ['IMG_3.xmp', []],
    ['.xmp', []],
  ])('%s belongs to %j', (sidecar, photos) => expect(found.photosOf(sidecar)).toEqual(photos));
});

describe('isSidecar', () => {
  it.each(['a.xmp', 'a.jpg.XMP', 'a.json'])('%s', (name) => expect(isSidecar(name)).toBe(true));
  it.each(['a.jpg', 'xmp', 'a.json.jpg'])('not %s', (name) => expect(isSidecar(name)).toBe(false));
});
