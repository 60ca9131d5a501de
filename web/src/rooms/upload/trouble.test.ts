import { describe, expect, it } from 'vitest';
import { consequenceOf, mayRetry, reasonOf } from './trouble';

describe('consequenceOf', () => {
  it.each([
    [0, 'offline'],
    [502, 'offline'],
    [401, 'signed-out'],
    [403, 'refused'],
    [507, 'full'],
    [422, 'changed'],
    [460, 'changed'],
    [404, 'later'],
    [409, 'later'],
    [429, 'later'],
    [500, 'later'],
    [503, 'later'],
    [413, 'never'],
    [415, 'never'],
    [400, 'never'],
  ] as const)('%d means %s', (status, consequence) => expect(consequenceOf({ status })).toBe(consequence));
});

describe('reasonOf', () => {
  it('offers no second try for what cannot succeed', () => {
    expect(mayRetry(reasonOf({ status: 415, message: '' }))).toBe(false);
    expect(mayRetry(reasonOf({ status: 413, message: '' }))).toBe(false);
    expect(mayRetry(reasonOf({ status: 500, message: 'Oh.' }))).toBe(true);
  });

  it('keeps the words of the server where it has some', () => {
    expect(reasonOf({ status: 503, message: 'Busy.' })).toEqual({ why: 'server', said: 'Busy.' });
    expect(reasonOf({ status: 0, message: 'x' })).toEqual({ why: 'broken' });
  });
});
