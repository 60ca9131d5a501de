import { describe, expect, it } from 'vitest';
import { Problem } from '#api';
import { look, tokenOf } from './link';

it.each([
  ['#12_abc', '12_abc'],
  ['#token=12_abc', '12_abc'],
  ['#12_a%2Db', '12_a-b'],
  ['', ''],
])('the token of %s is %s', (hash, token) => expect(tokenOf(hash)).toBe(token));

describe('look', () => {
  const refused = (status: number): Promise<never> => Promise.reject(new Problem(status, 'No', 'No.'));

  it('tells what counts, what is over, and what could not be found out', async () => {
    expect(await look(Promise.resolve(7))).toEqual({ state: 'good', what: 7 });
    expect(await look(refused(403))).toEqual({ state: 'over' });
    expect(await look(refused(422))).toEqual({ state: 'over' });
    expect(await look(refused(503))).toEqual({ state: 'trouble', message: 'No.' });
    await expect(look(Promise.reject(new RangeError('ours')))).rejects.toThrow(RangeError);
  });
});
