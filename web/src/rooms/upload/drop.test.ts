import { describe, expect, it } from 'vitest';
import { walk, type Entry } from './drop';

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

describe('walk', () => {
  it('finds every file of nested folders, in order, with its path', async () => {
    const tree = folder('/trip', [
      file('/trip/c.jpg'),
      file('/trip/a.jpg'),
      folder('/trip/b', [file('/trip/b/1.jpg'), file('/trip/b/2.jpg'), file('/trip/b/3.jpg')]),
      folder('/trip/empty', []),
      file('/trip/d.jpg'),
    ]);
    const found = await walk([tree, file('/loose.jpg')], () => undefined);
    expect(found.map(({ path }) => path)).toEqual([
      'trip/a.jpg',
      'trip/b/1.jpg',
      'trip/b/2.jpg',
      'trip/b/3.jpg',
      'trip/c.jpg',
      'trip/d.jpg',
      'loose.jpg',
    ]);
  });

  it('goes on after what cannot be read, and says what it was', async () => {
    const locked: Entry = {
      ...file('/x/locked.jpg'),
      file: (_, failed) => failed(new DOMException('no', 'NotReadableError')),
    };
    const unreadable: string[] = [];
    const found = await walk([folder('/x', [locked, file('/x/ok.jpg')])], (path) => unreadable.push(path));
    expect(found.map(({ path }) => path)).toEqual(['x/ok.jpg']);
    expect(unreadable).toEqual(['x/locked.jpg']);
  });
});
