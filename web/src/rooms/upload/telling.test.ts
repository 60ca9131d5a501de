import { describe, expect, it } from 'vitest';
import { Board, type Picture } from './board.svelte';
import { Intake } from './intake';
import { Announcer, CALM, stateText, sumsOf, titleOf } from './telling';
import { file } from './world.fake';

const nothing = new Board().picture;
const with_ = (counts: Partial<Picture['counts']>, more: Partial<Picture> = {}): Picture => {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { ...nothing, total, ...more, counts: { ...nothing.counts, ...counts } };
};

describe('titleOf', () => {
  it.each([
    [with_({ sending: 2, done: 3 }, { left: 2 }), 'Uploading, 3 of 5'],
    [with_({ ready: 2, done: 3 }, { left: 2, paused: true }), 'Paused, 3 of 5'],
    [with_({ ready: 2 }, { left: 2, halt: 'offline' }), 'Waiting for the connection'],
    [with_({ ready: 2 }, { left: 2, halt: 'full' }), 'The server has no room left'],
    [with_({ done: 1, failed: 2 }), '2 files failed'],
    [with_({ failed: 2, lost: 1 }), 'One file waits for you'],
    [with_({ there: 4 }), 'Nothing new: all of it was there already'],
    [with_({ done: 4, there: 1 }), '4 photos uploaded'],
  ])('%#', (picture, title) => expect(titleOf(picture, false)).toBe(title));

  it('knows whose room is used up', () =>
    expect(titleOf(with_({ ready: 1 }, { left: 1, halt: 'full' }), true)).toBe('Your storage is full'));
});

describe('sumsOf', () => {
  it('does not say the title twice', () => {
    const picture = with_({ done: 4, there: 1 });
    expect(sumsOf(picture, titleOf(picture, false))).toEqual(['One was there already']);
  });
});

describe('stateText', () => {
  it('does not speak of another try where nothing went wrong', () => {
    const item = new Intake().item(file('a.jpg'));
    item.state = 'resting';
    expect(stateText(item)).toBe('The same photo is on its way already');
    item.tries = 1;
    expect(stateText(item)).toBe('Tries again in a moment');
  });
});

describe('Announcer', () => {
  it('tells a change at once and mere progress now and then', () => {
    const announcer = new Announcer();
    const say = (picture: Picture, now: number): string | null => announcer.next(picture, titleOf(picture, false), now);
    expect(say(with_({ sending: 9 }, { left: 9 }), 0)).toBe('Uploading, 0 of 9');
    expect(say(with_({ sending: 8, done: 1 }, { left: 8 }), 1000)).toBeNull();
    expect(say(with_({ sending: 7, done: 2 }, { left: 7 }), CALM + 1)).toBe('Uploading, 2 of 9');
    expect(say(with_({ ready: 7, done: 2 }, { left: 7, halt: 'offline' }), CALM + 2)).toBe(
      'Waiting for the connection',
    );
    expect(say(with_({ ready: 7, done: 2 }, { left: 7, halt: 'offline' }), 10 * CALM)).toBeNull();
    expect(say(with_({ done: 9 }), 10 * CALM + 1)).toBe('9 photos uploaded');
    expect(say(with_({ done: 9 }), 20 * CALM)).toBeNull();
    expect(say(nothing, 20 * CALM)).toBe('');
  });
});
