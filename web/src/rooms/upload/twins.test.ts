import { describe, expect, it } from 'vitest';
import { Item } from './item';
import { Twins } from './twins';
import { file, sha } from './world.fake';

function item(name: string): Item {
  const made = new Item(name, 1, file(name));
  made.sha256 = sha(name);
  return made;
}

describe('Twins', () => {
  it('has one go for the same bytes, and another when that lets go', () => {
    const twins = new Twins();
    const [one, same, other] = [item('a.jpg'), item('a (copy).jpg'), item('b.jpg')];
    expect(twins.follows(same)).toBe(false);
    twins.lead(one);
    expect([one, same, other].map((each) => twins.follows(each))).toEqual([false, true, false]);
    expect(twins.letGo(same)).toBe(false);
    expect(twins.letGo(one)).toBe(true);
    expect(twins.follows(same)).toBe(false);
  });

  it('knows what arrived meanwhile, but believes the server first', () => {
    const twins = new Twins();
    twins.arrivedAs(item('a.jpg'), '7');
    expect(twins.known(item('a (copy).jpg'), undefined)).toEqual({ id: '7', state: 'present' });
    expect(twins.known(item('a.jpg'), { id: '7', state: 'trashed' })).toEqual({ id: '7', state: 'trashed' });
    expect(twins.known(item('b.jpg'), undefined)).toBeUndefined();
    twins.clear();
    expect(twins.known(item('a.jpg'), undefined)).toBeUndefined();
  });
});
