import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '#api';
import { Item, pickedOf, STATES, type State } from './item';
import { Pace } from './pace';
import { Uploads } from './uploads';
import { FakeWorld, file, settled, sha } from './world.fake';

function start(world: FakeWorld, ...names: string[]): Uploads {
  const uploads = new Uploads(world, () => undefined, new Pace(3, 4));
  uploads.add(names.map((name) => file(name)));
  return uploads;
}

const counts = (uploads: Uploads): Partial<Record<State, number>> =>
  Object.fromEntries(STATES.map((state) => [state, uploads.sets[state].size]).filter(([, count]) => count !== 0));
const only = (uploads: Uploads, state: State): Item => {
  const [item] = uploads.sets[state];
  if (!item || uploads.sets[state].size > 1) throw new Error(`not one ${state}`);
  return item;
};
const problem = (status: number, said = 'No.'): Problem => new Problem(status, 'No', said);

describe('Uploads', () => {
  it('sends what is not there, several at a time', async () => {
    const world = new FakeWorld();
    const uploads = start(world, ...Array.from({ length: 30 }, (_, i) => `${i}.jpg`));
    expect(uploads.running).toBe(true);
    await world.finishAll();
    expect(uploads.left).toBe(0);
    expect(counts(uploads)).toEqual({ done: 30 });
    expect(world.sent).toHaveLength(30);
    expect(world.most).toBe(4);
    expect(world.news).toBe(30);
    expect(uploads.bytesDone).toBe(uploads.bytesTotal);
    expect(world.kept.size).toBe(0);
  });

  it('asks about many at once', async () => {
    const world = new FakeWorld();
    const names = Array.from({ length: 2000 }, (_, i) => `${i}.jpg`);
    for (const name of names) world.library.set(sha(name), { id: name, state: 'present' });
    const uploads = start(world, ...names);
    for (let i = 0; i < 5000 && uploads.left > 0; i++) await settled();
    expect(counts(uploads)).toEqual({ there: 2000 });
    expect(world.sent).toEqual([]);
  });

  it('sends nothing that is there, takes it back from the trash, and asks before it sends what was purged', async () => {
    const world = new FakeWorld();
    world.library.set(sha('a.jpg'), { id: '1', state: 'present' });
    world.library.set(sha('b.jpg'), { id: '2', state: 'trashed' });
    world.library.set(sha('c.jpg'), { id: null, state: 'purged' });
    const uploads = start(world, 'a.jpg', 'b.jpg', 'c.jpg');
    await world.finishAll();
    expect(counts(uploads)).toEqual({ there: 1, restored: 1, purged: 1 });
    expect(world.sent).toEqual([]);
    expect(world.restored).toEqual(['2']);
    uploads.sendAnyway();
    await world.finishAll();
    expect(world.sent).toEqual(['c.jpg']);
    expect(counts(uploads)).toEqual({ there: 1, restored: 1, done: 1 });
  });

  it('sends the same bytes once, whatever they are called, and the second when the first fails', async () => {
    const world = new FakeWorld();
    const uploads = start(world, 'a.jpg', 'a (copy).jpg');
    await settled();
    await settled();
    expect(world.sending.size).toBe(1);
    world.underway('a.jpg').refuse(problem(400));
    await world.pass(10);
    world.underway('a (copy).jpg').finish();
    await world.pass(10);
    expect(counts(uploads)).toEqual({ failed: 1, done: 1 });
    uploads.retry();
    await world.pass(10);
    expect(counts(uploads)).toEqual({ there: 1, done: 1 });
  });

  it('sends the same bytes once, also when they arrive while it is being asked for them', async () => {
    const world = new FakeWorld();
    const uploads = start(world, 'a.jpg');
    await world.pass(10);
    const answer = Promise.withResolvers<Record<string, never>>();
    world.check = () => answer.promise;
    uploads.add([file('a (copy).jpg')]);
    await world.pass(10);
    world.underway('a.jpg').finish();
    await world.pass(10);
    answer.resolve({});
    await world.pass(10);
    expect(counts(uploads)).toEqual({ done: 1, there: 1 });
  });

  it('fails what will never be taken at once, says why, and offers no second try', async () => {
    const world = new FakeWorld();
    const uploads = start(world, 'a.jpg', 'words.jpg', 'c.jpg');
    await settled();
    await settled();
    world.underway('words.jpg').refuse(problem(415));
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 2, failed: 1 });
    expect(only(uploads, 'failed').reason).toEqual({ why: 'type' });
    expect(uploads.bytesDone).toBe(uploads.bytesTotal);
    uploads.retry();
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 2, failed: 1 });
  });

  it('tries again by itself, later and later, and gives up one file after many tries without progress', async () => {
    const world = new FakeWorld();
    const uploads = start(world, 'a.jpg');
    await settled();
    for (let tries = 0; tries <= 8; tries++) {
      await world.pass(60_000);
      world.underway('a.jpg').refuse(problem(500, 'Busy.'));
      await settled();
    }
    expect(only(uploads, 'failed').reason).toEqual({ why: 'server', said: 'Busy.' });
    uploads.retry();
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 1 });
  });

  it('makes all wait while nobody answers, asks now and then, and goes on by itself', async () => {
    const world = new FakeWorld();
    const uploads = start(world, 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg');
    await world.pass(10);
    world.unreachable = problem(0);
    world.underway('a.jpg').progress(4);
    world.underway('a.jpg').refuse(problem(0));
    await world.pass(10);
    expect([uploads.halt, world.sending.size, uploads.left]).toEqual(['offline', 0, 5]);
    await world.pass(600_000);
    expect(world.probes).toBeGreaterThan(5);
    expect(world.probes).toBeLessThan(40);
    world.unreachable = null;
    uploads.online();
    await settled();
    expect(uploads.halt).toBeNull();
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 5 });
  });

  it('gives up a file that breaks the connection each time, not the others', async () => {
    const world = new FakeWorld();
    const uploads = start(world, 'a.jpg', 'b.jpg');
    for (let i = 0; i < 40 && uploads.left > 0; i++) {
      await world.pass(60_000);
      const [next] = world.sending.values();
      if (next?.item.name === 'a.jpg') next.refuse(problem(0));
      else next?.finish();
    }
    expect(only(uploads, 'failed').reason).toEqual({ why: 'broken' });
    expect(only(uploads, 'done').name).toBe('b.jpg');
  });

  it.each([
    [401, 'signed-out'],
    [403, 'refused'],
  ] as const)('stops all at %d, and goes on when told', async (status, halt) => {
    const world = new FakeWorld();
    const uploads = start(world, 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg', 'f.jpg');
    await world.pass(10);
    world.underway('b.jpg').refuse(problem(status));
    await world.pass(600_000);
    expect([uploads.halt, world.sending.size, uploads.left]).toEqual([halt, 0, 6]);
    if (halt === 'signed-out') uploads.signedIn();
    else uploads.goOn();
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 6 });
  });

  it('ends what is under way where there is no room for more, and goes on when there is', async () => {
    const world = new FakeWorld();
    const uploads = start(world, 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg');
    await world.pass(10);
    world.full = true;
    world.underway('c.jpg').refuse(problem(507));
    await world.pass(600_000);
    expect(uploads.halt).toBe('full');
    const underway = [...world.sending.values()];
    expect(underway.map(({ item }) => item.name)).toEqual(['a.jpg', 'b.jpg', 'd.jpg']);
    for (const each of underway) each.finish();
    await world.pass(600_000);
    expect([uploads.halt, world.sending.size, counts(uploads)['done'], uploads.left]).toEqual(['full', 0, 3, 2]);
    world.full = false;
    await world.pass(60_000);
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 5 });
  });

  it('reads a file once more whose bytes had changed', async () => {
    const world = new FakeWorld();
    const uploads = start(world, 'a.jpg');
    await world.pass(10);
    world.underway('a.jpg').refuse(problem(422));
    await world.pass(10);
    expect(counts(uploads)).toEqual({ sending: 1 });
    world.underway('a.jpg').refuse(problem(422));
    await world.pass(10);
    expect(counts(uploads)).toEqual({ failed: 1 });
  });

  it('fails a file that cannot be read, and no other', async () => {
    const world = new FakeWorld();
    world.unreadable.add('gone.jpg');
    const uploads = start(world, 'gone.jpg', 'b.jpg');
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 1, failed: 1 });
    expect(only(uploads, 'failed').reason).toEqual({ why: 'unreadable' });
  });

  it('asks again when it could not ask', async () => {
    const world = new FakeWorld();
    world.checkFails = problem(503);
    const uploads = start(world, 'a.jpg');
    await world.pass(10_000);
    expect(counts(uploads)).toEqual({ checking: 1 });
    world.checkFails = null;
    await world.pass(60_000);
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 1 });
  });

  it('leaves junk at home, lists what is no photo, and sends sidecars with their photos', async () => {
    const world = new FakeWorld();
    const uploads = new Uploads(world, () => undefined);
    world.library.set(sha('b.jpg'), { id: '2', state: 'present' });
    uploads.add(
      ['.DS_Store', 'notes.txt', 'a.jpg', 'a.cr2', 'a.xmp', 'b.jpg', 'b.jpg.json', 'lonely.xmp'].map((name) =>
        file(name),
      ),
    );
    uploads.add([file('empty.jpg', 0)]);
    await world.finishAll();
    expect([...uploads.sets.skipped].map(({ name, reason }) => [name, reason?.why])).toEqual([
      ['notes.txt', 'not-media'],
      ['lonely.xmp', 'no-photo'],
      ['empty.jpg', 'empty'],
    ]);
    expect(world.attached.sort()).toEqual(['a.xmp of a.cr2', 'a.xmp of a.jpg', 'b.jpg.json of b.jpg']);
    expect(counts(uploads)).toEqual({ there: 1, done: 2, skipped: 3 });
    // It does not wait for anything, and goes from the list when one says so.
    const [notes] = [...uploads.sets.skipped];
    if (notes) uploads.pauseOne(notes);
    expect(counts(uploads)).toEqual({ there: 1, done: 2, skipped: 3 });
    if (notes) uploads.drop([notes]);
    expect(counts(uploads)).toEqual({ there: 1, done: 2, skipped: 2 });
  });

  it('waits for another tab that sends the same bytes', async () => {
    const world = new FakeWorld();
    world.elsewhere.add(sha('a.jpg'));
    const uploads = start(world, 'a.jpg');
    await world.pass(5000);
    expect([world.sending.size, uploads.left]).toEqual([0, 1]);
    world.library.set(sha('a.jpg'), { id: '1', state: 'present' });
    await world.pass(5000);
    expect(counts(uploads)).toEqual({ there: 1 });
  });

  it('pauses and goes on, all and one by one', async () => {
    const world = new FakeWorld();
    const uploads = start(world, 'a.jpg', 'b.jpg', 'c.jpg');
    await world.pass(10);
    const running = [...world.sending.values()];
    uploads.pause();
    expect(running.every(({ aborted }) => aborted)).toBe(true);
    await world.pass(60_000);
    expect([world.sending.size, uploads.left, uploads.running]).toEqual([0, 3, false]);
    uploads.goOn();
    const item = [...uploads.sets.sending].find(({ name }) => name === 'b.jpg') as Item;
    await world.pass(10);
    uploads.pauseOne(item);
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 2, paused: 1 });
    expect(world.kept.get(item.id)).toBe('paused');
    uploads.goOnWith(item);
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 3 });
  });

  it('drops one, and stops all at once', async () => {
    const world = new FakeWorld();
    const uploads = start(world, ...Array.from({ length: 20 }, (_, i) => `${i}.jpg`));
    await world.pass(10);
    const [first, ...others] = [...world.sending.values()];
    uploads.drop([first?.item as Item]);
    await world.pass(10);
    expect(first?.aborted).toBe(true);
    expect([uploads.size, uploads.bytesTotal]).toEqual([19, 190]);
    uploads.stop();
    expect(others.every(({ aborted }) => aborted)).toBe(true);
    await world.pass(60_000);
    expect([uploads.size, uploads.bytesTotal, uploads.bytesDone, world.kept.size]).toEqual([0, 0, 0, 0]);
  });

  it('drops what was left out and what could not be opened like any other, and tries the latter again', async () => {
    const world = new FakeWorld();
    const uploads = new Uploads(world, () => undefined);
    uploads.add([file('notes.txt'), file('a.jpg')]);
    uploads.unreadable({ path: 'locked', name: 'locked', size: 0, modified: 0, type: '' });
    await world.finishAll();
    expect(counts(uploads)).toEqual({ skipped: 1, failed: 1, done: 1 });
    uploads.retry();
    await world.finishAll();
    expect(only(uploads, 'failed').reason).toEqual({ why: 'unreadable' });
    uploads.drop([only(uploads, 'skipped'), only(uploads, 'failed')]);
    expect(counts(uploads)).toEqual({ done: 1 });
    expect([uploads.bytesTotal, uploads.bytesDone]).toEqual([10, 10]);
  });

  it('adds up progress, and starts over when something new is added after the end', async () => {
    const world = new FakeWorld();
    const uploads = new Uploads(world, () => undefined);
    uploads.add([file('a.jpg', 100), file('b.jpg', 300)]);
    await world.pass(10);
    world.underway('b.jpg').progress(150);
    expect([uploads.bytesDone, uploads.bytesTotal]).toEqual([150, 400]);
    world.underway('b.jpg').progress(120);
    expect(uploads.bytesDone).toBe(120);
    await world.finishAll();
    expect(uploads.bytesDone).toBe(400);
    uploads.add([file('c.jpg', 7)]);
    expect([uploads.bytesTotal, uploads.size]).toEqual([7, 1]);
  });

  it('takes over what an earlier page left, and finds a lost file again by its likeness or by its bytes', async () => {
    const world = new FakeWorld();
    const uploads = new Uploads(world, () => undefined);
    const left = (name: string, state: State, bytes: boolean): [Item, State] => {
      const picked = file(name);
      const item = new Item(name, 1, bytes ? picked : { ...picked, file: undefined });
      item.sha256 = sha(name);
      item.sent = 5;
      return [item, state];
    };
    const states = new Map([
      left('a.jpg', 'waiting', true),
      left('b.jpg', 'lost', false),
      left('c.jpg', 'lost', false),
      left('d.jpg', 'lost', false),
      left('p.jpg', 'paused', true),
    ]);
    uploads.restore([...states.keys()], states);
    expect(uploads.bytesDone).toBe(25);
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 1, lost: 3, paused: 1 });
    const bytes = new File(['x'.repeat(10)], 'c renamed.jpg', { lastModified: 7 });
    uploads.add([file('b.jpg'), pickedOf(bytes, 'elsewhere/c renamed.jpg')]);
    await world.finishAll();
    expect(counts(uploads)).toEqual({ done: 3, lost: 1, paused: 1 });
    expect(only(uploads, 'lost').name).toBe('d.jpg');
  });

  it('comes to an end whatever happens: each file once, none forgotten, all bytes counted', async () => {
    const event = fc.record({
      what: fc.constantFrom(
        'finish',
        'progress',
        'offline',
        'busy',
        'full',
        'signed out',
        'pause',
        'pause one',
        'drop',
        'pass',
      ),
      which: fc.nat(9),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
        const world = new FakeWorld();
        const uploads = start(world, ...Array.from({ length: 12 }, (_, i) => `${i}.jpg`));
        let dropped = 0;
        for (const { what, which } of events) {
          await world.pass(500);
          const running = [...world.sending.values()];
          const one = running[which % Math.max(1, running.length)];
          if (what === 'finish') one?.finish();
          else if (what === 'progress') one?.progress(which);
          else if (what === 'offline') one?.refuse(problem(0));
          else if (what === 'busy') one?.refuse(problem(503));
          else if (what === 'full') one?.refuse(problem(507));
          else if (what === 'signed out') one?.refuse(problem(401));
          else if (what === 'pause') uploads.pause();
          else if (what === 'pause one' && one) uploads.pauseOne(one.item);
          else if (what === 'drop' && one) {
            dropped++;
            uploads.drop([one.item]);
          } else await world.pass(30_000);
          expect(world.sending.size).toBeLessThanOrEqual(4);
          expect(uploads.size).toBe(12 - dropped);
          expect(uploads.bytesDone).toBeLessThanOrEqual(uploads.bytesTotal);
        }
        for (let i = 0; i < 200 && uploads.sets.done.size < 12 - dropped; i++) {
          for (const item of [...uploads.sets.paused]) uploads.goOnWith(item);
          uploads.retry();
          await world.pass(60_000);
          await world.finishAll();
        }
        expect(counts(uploads)).toEqual(dropped < 12 ? { done: 12 - dropped } : {});
        expect(new Set(world.sent).size).toBe(world.sent.length);
        expect(uploads.bytesDone).toBe(uploads.bytesTotal);
        expect(world.kept.size).toBe(0);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
