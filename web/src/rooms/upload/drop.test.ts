import { describe, expect, it } from 'vitest';
import { pasted, picked, walk, type Entry } from './drop';
import type { Picked } from './item';

function file(fullPath: string): Entry {
  return {
    isFile: true,
    isDirectory: false,
    fullPath,
    file: (found) => found(new File(['x'], fullPath.split('/').pop() ?? '')),
  };
}

/** A folder that gives its entries two at a time, as browsers give them a hundred at a time. */
function folder(fullPath: string, entries: Entry[]): Entry {
  return {
    isFile: false,
    isDirectory: true,
    fullPath,
    createReader: () => {
      let next = 0;
      return { readEntries: (found) => found(entries.slice(next, (next += 2))) };
    },
  };
}

const paths = (files: readonly Picked[]): string[] => files.map(({ path }) => path);

describe('walk', () => {
  it('finds every file of nested folders, folder by folder, in order', async () => {
    const tree = folder('/trip', [
      file('/trip/c.jpg'),
      file('/trip/a.jpg'),
      folder('/trip/b', [file('/trip/b/1.jpg'), file('/trip/b/2.jpg'), file('/trip/b/3.jpg')]),
      folder('/trip/empty', []),
      file('/trip/d.jpg'),
    ]);
    const found: string[][] = [];
    let loose: string[] = [];
    await walk(
      [tree, file('/loose.jpg')],
      (files) => (loose = paths(files)),
      () => undefined,
      (files) => found.push(paths(files)),
    );
    expect(loose).toEqual(['loose.jpg']);
    expect(found).toEqual([
      ['trip/a.jpg', 'trip/c.jpg', 'trip/d.jpg'],
      ['trip/b/1.jpg', 'trip/b/2.jpg', 'trip/b/3.jpg'],
    ]);
  });

  it('goes on after what cannot be read, and says what it was', async () => {
    const locked: Entry = {
      ...file('/x/locked.jpg'),
      file: (_, failed) => failed(new DOMException('no', 'NotReadableError')),
    };
    const shut: Entry = {
      ...folder('/x/shut', []),
      createReader: () => ({ readEntries: (_, failed) => failed(new DOMException('no', 'NotReadableError')) }),
    };
    const unreadable: string[] = [];
    const found: string[] = [];
    await walk(
      [folder('/x', [locked, file('/x/ok.jpg'), shut])],
      () => undefined,
      (path) => unreadable.push(path),
      (files) => found.push(...paths(files)),
    );
    expect(found).toEqual(['x/ok.jpg']);
    expect(unreadable).toEqual(['x/locked.jpg', 'x/shut']);
  });
});

describe('picked', () => {
  it('keeps the files of a folder together', () => {
    const inside = (path: string): File =>
      Object.defineProperty(new File(['x'], path.split('/').pop() ?? ''), 'webkitRelativePath', { value: path });
    const files = ['a/1.jpg', 'a/b/2.jpg', 'a/1.xmp'].map(inside);
    expect(picked(files).map(paths)).toEqual([['a/1.jpg', 'a/1.xmp'], ['a/b/2.jpg']]);
  });
});

describe('pasted', () => {
  it('names what has no name after the moment', () => {
    const files = ['image.png', 'image.png', 'cat.jpg'].map((name) => new File(['x'], name));
    expect(paths(pasted(files, new Date(2026, 10, 25, 9, 5, 7)))).toEqual([
      '2026-11-25 09.05.07.png',
      '2026-11-25 09.05.07 (1).png',
      'cat.jpg',
    ]);
  });
});
