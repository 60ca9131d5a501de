import { expect, it } from 'vitest';
import { readProblem } from './problem';
import { sentenceOf, tell } from './sentences';

it('fills in what the server filled in, as people write it', () => {
  expect(sentenceOf('tags-most', { most: 1000 })).toBe('At most 1,000 tags.');
  expect(sentenceOf('no-such-date', { first: 1800 })).toBe('A date lies between the year 1800 and today.');
  expect(sentenceOf('mail-no-answer', { server: 'mail.example.org:587' })).toBe(
    'mail.example.org:587 does not answer.',
  );
});

it('leaves to the server what it has no words for, or not all of the values', () => {
  for (const [code, values] of [
    ['of-a-newer-server', {}],
    ['other', {}],
    ['constructor', {}],
    ['tags-most', {}],
  ] as const)
    expect(sentenceOf(code, values)).toBeNull();
  expect(tell(null, 'As it stands.')).toBe('As it stands.');
  expect(tell({ code: 'missing-scope', values: {} }, 'As it stands.')).toBe('As it stands.');
});

it('tells a problem and its fields in our words', () => {
  const body = {
    detail: 'x',
    code: 'no-room',
    errors: [
      { field: 'title', detail: 'x', code: 'caption-long', values: { most: 200 } },
      { field: 'other', detail: 'Said by the server.', code: 'other' },
    ],
  };
  const problem = readProblem(422, body, 'y', sentenceOf);
  expect(problem.message).toBe('There is not enough room to store this.');
  expect(problem.field('title')).toBe('At most 200 characters.');
  expect(problem.field('other')).toBe('Said by the server.');
  expect(readProblem(422, { ...body, code: 'invalid' }, 'y', sentenceOf).message).toBe('At most 200 characters.');
});
