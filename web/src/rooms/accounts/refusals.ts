/** What the server refuses on the pages before signing in, in the reader's language. What is not here it says itself. */
import { Problem, type Wrong } from '#api';
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

function taken(problem: Problem): Problem | null {
  const detail = problem.field('username') ? words.username_taken() : problem.field('email') && words.email_taken();
  if (!detail) return null;
  const field = problem.field('username') ? 'username' : 'email';
  return new Problem(problem.status, problem.title, detail, [{ field, detail }]);
}

/** The same problem in the reader's language, where it is one of those that everybody meets. */
export function translated(problem: Problem, refused: string): Problem {
  const say = (detail: string): Problem => new Problem(problem.status, problem.title, detail);
  if (problem.status === 409) return taken(problem) ?? problem;
  if (problem.status === 429) return say(words.too_many_attempts());
  if (problem.status === 403 && problem.fields.length === 0) return say(refused);
  return problem;
}

/** Does something, and raises what is refused in the reader's language. `refused`: what a plain 403 means there. */
export async function speaking<T>(refused: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof Problem ? translated(error, refused) : error;
  }
}
