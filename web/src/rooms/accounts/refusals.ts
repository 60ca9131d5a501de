/** What is refused on the pages before signing in, before the server is asked. */
import type { Wrong } from '#api';
import { words } from '#words';

/** The shape of an address: the server looks closer, and a mail shows the rest. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text.trim());
}

/** What is wrong with a new password, before the server is asked. */
export function wrongPassword(password: string): string | false {
  return [...password].length < 8 && words.password_short();
}

/** What is wrong with a new account, before the server is asked. */
export function wrongPerson(person: { username: string; email: string; password: string }): Wrong {
  return {
    username: !/^[a-z0-9]([a-z0-9._-]{0,28}[a-z0-9])$/i.test(person.username.trim()) && words.username_wrong(),
    email: !looksLikeEmail(person.email) && words.email_wrong(),
    password: wrongPassword(person.password),
  };
}
