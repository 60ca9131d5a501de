import { describe, expect, it } from 'vitest';
import { Problem } from '#api';
import { Unreadable } from './hasher';
import { Uploads, type Item, type Known, type World } from './uploads.svelte';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const file = (name: string, size = 10): { file: File; path: string } => ({
  file: new File(['x'.repeat(size)], name),
  path: name,
});
const sha = (name: string): string => name.replace(/ \(copy\)/, '').padEnd(64, '0');

/** A server in memory. Files are sent only when `finish` or `refuse` says so. */
class FakeWorld implements World {
  library = new Map<string, Known>();
  sending = new Map<
    string,
    {
      item: Item;
      progress: (sent: number) => void;
      finish: () => void;
      refuse: (error: unknown) => void;
      aborted: boolean;
    }
  >();
  most = 0;
  sent: string[] = [];
  restored: string[] = [];
  unreadable = new Set<string>();
  checkFails: Problem | null = null;
  news = 0;

  digest = (f: File): Promise<string> =>
    this.unreadable.has(f.name) ? Promise.reject(new Unreadable('gone')) : Promise.resolve(sha(f.name));
  cancelDigest = (): void => undefined;
  check: World['check'] = (digests) => {
    if (this.checkFails) return Promise.reject(this.checkFails);
    return Promise.resolve(Object.fromEntries([...this.library].filter(([digest]) => digests.includes(digest))));
  };
  restore = (id: string): Promise<void> => {
    this.restored.push(id);
    return Promise.resolve();
  };
  send: World['send'] = (item, progress) => {
    let finish = (): void => undefined;
    let refuse: (error: unknown) => void = () => undefined;
    const done = new Promise<string | null>((resolve, reject) => {
      finish = () => {
        this.sending.delete(item.file.name);
        this.sent.push(item.file.name);
        this.library.set(item.sha256, { id: item.file.name, state: 'present' });
        resolve('1');
      };
      refuse = (error) => {
        this.sending.delete(item.file.name);
        reject(error);
      };
    });
    const entry = { item, progress, finish, refuse, aborted: false };
    this.sending.set(item.file.name, entry);
    this.most = Math.max(this.most, this.sending.size);
    return { done, abort: () => (entry.aborted = true) };
  };
  arrived = (): void => void this.news++;

  async finishAll(): Promise<void> {
    for (;;) {
      await settled();
      const [next] = this.sending.values();
      if (!next) return;
      next.finish();
    }
  }
}

describe('Uploads', () => {
  it('sends what is not there, several at a time', async () => {
    const world = new FakeWorld();
    const uploads = new Uploads(world);
    uploads.add(Array.from({ length: 30 }, (_, i) => file(`${i}.jpg`)));
    expect(uploads.busy).toBe(true);
    await world.finishAll();
    expect(uploads.busy).toBe(false);
    expect(uploads.counts).toMatchObject({ done: 30, failed: 0 });
    expect(world.sent).toHaveLength(30);
    expect(world.most).toBe(4);
    expect(world.news).toBe(30);
    expect(uploads.bytesDone).toBe(uploads.bytesTotal);
  });

  it('sends nothing that is there, takes it back from the trash, and sends anew what was purged', async () => {
    const world = new FakeWorld();
    world.library.set(sha('a.jpg'), { id: '1', state: 'present' });
    world.library.set(sha('b.jpg'), { id: '2', state: 'trashed' });
    world.library.set(sha('c.jpg'), { id: '3', state: 'purged' });
    const uploads = new Uploads(world);
    uploads.add([file('a.jpg'), file('b.jpg'), file('c.jpg')]);
    await world.finishAll();
    expect(uploads.counts).toMatchObject({ there: 1, restored: 1, done: 1 });
    expect(world.sent).toEqual(['c.jpg']);
    expect(world.restored).toEqual(['2']);
  });

  it('sends the same bytes once, whatever they are called', async () => {
    const world = new FakeWorld();
    const uploads = new Uploads(world);
    uploads.add(
      [file('a.jpg'), file('a.jpg (copy)')].map(({ file: f }) => ({
        file: new File([f], f.name, { type: 'image/jpeg' }),
        path: f.name,
      })),
    );
    await world.finishAll();
    expect(uploads.counts).toMatchObject({ done: 1, there: 1 });
  });

  it('goes on after a failure, says why, and tries again when asked', async () => {
    const world = new FakeWorld();
    const uploads = new Uploads(world);
    uploads.add([file('a.jpg'), file('bad.jpg'), file('c.jpg')]);
    await settled();
    world.sending.get('bad.jpg')?.refuse(new Problem(413, 'Too large', 'The file is larger than 4 GB.'));
    await world.finishAll();
    expect(uploads.counts).toMatchObject({ done: 2, failed: 1 });
    expect(uploads.failed.map((item) => [item.file.name, item.reason])).toEqual([
      ['bad.jpg', 'The file is larger than 4 GB.'],
    ]);
    expect(uploads.bytesDone).toBe(uploads.bytesTotal);
    uploads.retry();
    expect(uploads.failed).toEqual([]);
    await world.finishAll();
    expect(uploads.counts).toMatchObject({ done: 3, failed: 0 });
  });

  it('fails a file that cannot be read, and no other', async () => {
    const world = new FakeWorld();
    world.unreadable.add('gone.jpg');
    const uploads = new Uploads(world);
    uploads.add([file('gone.jpg'), file('b.jpg')]);
    await world.finishAll();
    expect(uploads.counts).toMatchObject({ done: 1, failed: 1 });
    expect(uploads.failed[0]?.reason).toBeTruthy();
  });

  it('fails what could not be asked for, and sends it after a retry', async () => {
    const world = new FakeWorld();
    world.checkFails = new Problem(503, 'Busy', 'Try later.');
    const uploads = new Uploads(world);
    uploads.add([file('a.jpg')]);
    await settled();
    expect(uploads.counts.failed).toBe(1);
    world.checkFails = null;
    uploads.retry();
    await world.finishAll();
    expect(uploads.counts.done).toBe(1);
  });

  it('leaves junk at home and lists what is no photo', async () => {
    const world = new FakeWorld();
    const uploads = new Uploads(world);
    uploads.add([file('.DS_Store'), file('notes.txt'), file('a.jpg')]);
    await world.finishAll();
    expect(uploads.items).toHaveLength(2);
    expect(uploads.skipped.map((item) => item.file.name)).toEqual(['notes.txt']);
    expect(world.sent).toEqual(['a.jpg']);
  });

  it('adds up progress, and starts over when something new is added after the end', async () => {
    const world = new FakeWorld();
    const uploads = new Uploads(world);
    uploads.add([file('a.jpg', 100), file('b.jpg', 300)]);
    await settled();
    world.sending.get('b.jpg')?.progress(150);
    expect([uploads.bytesDone, uploads.bytesTotal]).toEqual([150, 400]);
    world.sending.get('b.jpg')?.progress(120);
    expect(uploads.bytesDone).toBe(120);
    await world.finishAll();
    expect(uploads.bytesDone).toBe(400);
    uploads.add([file('c.jpg', 7)]);
    expect(uploads.bytesTotal).toBe(7);
    expect(uploads.items).toHaveLength(1);
  });

  it('stops at once', async () => {
    const world = new FakeWorld();
    const uploads = new Uploads(world);
    uploads.add(Array.from({ length: 20 }, (_, i) => file(`${i}.jpg`)));
    await settled();
    const running = [...world.sending.values()];
    uploads.stop();
    expect(running).toHaveLength(4);
    expect(running.every((entry) => entry.aborted)).toBe(true);
    running[0]?.refuse(new Problem(0, '', ''));
    await settled();
    expect(uploads.busy).toBe(false);
    expect(uploads.items).toEqual([]);
    expect(Object.values(uploads.counts).every((count) => count === 0)).toBe(true);
  });
});
