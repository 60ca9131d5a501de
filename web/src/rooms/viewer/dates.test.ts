import { describe, expect, it } from 'vitest';
import { dateOf, fieldsOf, OFFSETS, offsetsWith } from './dates';

describe('dates', () => {
  it('goes into a form and comes out as it was', () => {
    for (const date of ['2019-07-04T21:15:03', '2019-07-04T21:15:03+02:00', '1931-05-06T07:08:09-09:30']) {
      const { wall, offset } = fieldsOf(date);
      expect(dateOf(wall, offset)).toBe(date);
    }
    expect(fieldsOf('2019-07-04T21:15:03.25Z')).toEqual({ wall: '2019-07-04T21:15:03', offset: '+00:00' });
    expect(fieldsOf(null)).toEqual({ wall: '', offset: '' });
    expect(dateOf('2019-07-04T21:15', '')).toBe('2019-07-04T21:15:00');
  });

  it('offers the offsets of the earth in their order, and the photo’s own', () => {
    const minutes = OFFSETS.map((offset) => {
      const [hours = 0, rest = 0] = offset.slice(1).split(':').map(Number);
      return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + rest);
    });
    expect(minutes).toEqual([...minutes].sort((a, b) => a - b));
    expect(offsetsWith('+00:53')[0]).toBe('+00:53');
    expect(offsetsWith('+02:00')).toEqual(OFFSETS);
  });
});
