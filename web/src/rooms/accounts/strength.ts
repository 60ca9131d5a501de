/** How hard a password is to guess, roughly: enough for a hint beside the field. The server decides what is too short. */

const COMMON = [
  'password',
  'passwort',
  'qwert',
  'abc',
  'letmein',
  'albumen',
  'iloveyou',
  'admin',
  'welcome',
  'hallo',
  '123',
];

/** 0: nothing yet, 1: weak, 2: fair, 3: good. */
export type Strength = 0 | 1 | 2 | 3;

/** How many of the characters follow from the one before: `aaa`, `123`, `cba`. */
function predictable(text: string): number {
  let count = 0;
  for (let index = 1; index < text.length; index++) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1);
    if (Math.abs(step) <= 1) count++;
  }
  return count;
}

/** `own`: names and addresses of the person, which others would try first. */
export function strength(password: string, own: readonly string[] = []): Strength {
  if (password === '') return 0;
  let text = password.toLowerCase();
  for (const word of [...COMMON, ...own.map((name) => name.trim().toLowerCase()).filter((name) => name.length > 2)])
    text = text.replaceAll(word, ' ');
  const different = new Set(text.replaceAll(' ', '')).size;
  const worth = Math.min(text.trim().length - predictable(text), different * 2);
  if (password.length < 8 || worth < 7) return 1;
  return worth < 13 ? 2 : 3;
}
