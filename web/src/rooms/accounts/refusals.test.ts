import { Problem } from '#api';
import { expect, it } from 'vitest';
import { looksLikeEmail, translated, wrongPassword, wrongPerson } from './refusals';

it.each(['ada@example.org', ' ada+x@mail.example.org ', 'ädä@bücher.example'])('%s looks like an address', (text) => {
  expect(looksLikeEmail(text)).toBe(true);
});

it.each(['', 'ada', 'ada@', '@example.org', 'ada@example', 'a b@example.org', 'ada@example.', 'a@b@c.org'])(
  '%s does not',
  (text) => expect(looksLikeEmail(text)).toBe(false),
);

it('knows what a username may be', () => {
  const wrong = (username: string): unknown =>
    wrongPerson({ username, email: 'a@b.org', password: 'long enough' }).username;
  for (const good of ['ada', ' Ada ', 'a.b-c_d', 'x'.repeat(30)]) expect(wrong(good)).toBe(false);
  for (const bad of ['', 'a', '-a', 'a.', 'a b', 'ädä', 'x'.repeat(31)]) expect(wrong(bad)).toBeTruthy();
});

it('counts characters of a password as people do', () => {
  expect(wrongPassword('1234567')).toBeTruthy();
  expect(wrongPassword('12345678')).toBe(false);
  expect(wrongPassword('😀😀😀😀')).toBeTruthy();
});

it('says what everybody meets in the words of the page, and leaves the rest', () => {
  const taken = new Problem(409, '', 'That username is taken.', [{ field: 'username', detail: 'x' }]);
  expect(translated(taken, '').field('username')).not.toBe('x');
  expect(translated(new Problem(403, '', 'server'), 'ours').message).toBe('ours');
  const state = new Problem(403, '', 'server', [{ field: 'confirmation', detail: 'x' }]);
  expect(translated(state, 'ours')).toBe(state);
  const other = new Problem(500, '', 'server');
  expect(translated(other, 'ours')).toBe(other);
});
