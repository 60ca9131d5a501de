import { describe, expect, it } from 'vitest';
import { Problem } from '#api';
import { Halting, type Halt } from './halting';
import { FakeWorld } from './world.fake';

function start(world: FakeWorld): { halting: Halting; reached: (Halt | null)[] } {
  const reached: (Halt | null)[] = [];
  const halting = new Halting(world, (then) => {
    reached.push(then);
    halting.end();
  });
  return { halting, reached };
}

describe('Halting', () => {
  it('asks, later and later, until somebody answers', async () => {
    const world = new FakeWorld();
    const { halting, reached } = start(world);
    world.unreachable = new Problem(0, 'No', 'No.');
    halting.begin('offline');
    await world.pass(3600_000);
    expect(world.probes).toBeGreaterThan(60);
    expect(world.probes).toBeLessThan(90);
    expect([halting.now, reached]).toEqual(['offline', []]);
    world.unreachable = null;
    await world.pass(60_000);
    expect([halting.now, reached]).toEqual([null, [null]]);
  });

  it('asks at once when told to, and only for what passes by itself', async () => {
    const world = new FakeWorld();
    const { halting, reached } = start(world);
    halting.begin('refused');
    await halting.ask();
    await world.pass(600_000);
    expect([halting.now, world.probes]).toEqual(['refused', 0]);
    halting.begin('offline');
    await halting.ask();
    await world.pass(60_000);
    expect([world.probes, reached]).toEqual([1, [null]]);
  });

  it('asks whether there is room, not too often, until there is', async () => {
    const world = new FakeWorld();
    const { halting, reached } = start(world);
    world.full = true;
    halting.begin('full');
    await world.pass(9_000);
    expect(world.probes).toBe(0);
    await world.pass(3600_000);
    expect(world.probes).toBeGreaterThan(60);
    expect(world.probes).toBeLessThan(90);
    expect([halting.now, reached]).toEqual(['full', []]);
    world.full = false;
    await world.pass(60_000);
    expect([halting.now, reached]).toEqual([null, [null]]);
  });

  it('knows when it is the connection that is missing now, and no longer the room', async () => {
    const world = new FakeWorld();
    const { halting, reached } = start(world);
    world.unreachable = new Problem(0, 'No', 'No.');
    halting.begin('full');
    await halting.ask();
    expect(reached).toEqual(['offline']);
  });

  it.each([
    [401, 'signed-out'],
    [403, 'refused'],
  ] as const)('says what is in the way now: %d is %s', async (status, then) => {
    const world = new FakeWorld();
    const { halting, reached } = start(world);
    world.unreachable = new Problem(status, 'No', 'No.');
    halting.begin('offline');
    await halting.ask();
    expect(reached).toEqual([then]);
  });

  it('tells nothing of what it asked before it was over', async () => {
    const world = new FakeWorld();
    const { halting, reached } = start(world);
    halting.begin('offline');
    const asked = halting.ask();
    halting.end();
    await asked;
    await world.pass(60_000);
    expect([world.probes, reached]).toEqual([1, []]);
  });
});
