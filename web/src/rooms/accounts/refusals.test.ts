import { expect, it } from 'vitest';
import { looksLikeEmail, wrongPassword, wrongPerson } from './refusals';

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
