/** What is told of something that broke: enough to mend it, and nothing that gives anybody a right or tells what they keep. */

const SECRETS: readonly [RegExp, string][] = [
  // What follows the path of an address: signatures, tokens, what was searched for.
  [/(https?:\/\/[^\s"'<>()]*?|\/[\w~%.@()-]+(?:\/[\w~%.@()-]*)*)[?#][^\s"'<>()]+/g, '$1'],
  [/\balb_[\w-]+/g, 'alb_…'],
  [/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '…@…'],
];
const MOST_LINES = 12;

/** Text without what would give somebody a right. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((left, [secret, instead]) => left.replaceAll(secret, instead), text);
}

/** An error and where it came from, to be copied and sent to whoever mends it. */
export function detailsOf(error: unknown, about: { path: string; agent: string; at: Date }): string {
  const said = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
  const lines = said.split('\n').slice(0, MOST_LINES);
  return withoutSecrets([`${about.at.toISOString()} ${about.path}`, about.agent, ...lines].join('\n'));
}

/** Whether a part of the program could not be fetched: offline, or a newer one was installed meanwhile. */
export function isPartMissing(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /dynamically imported module|importing a module script failed|error loading dynamically/i.test(error.message)
  );
}

/** Seconds until the next look whether somebody answers again: 2, 4, 8, 16, then 30. */
export function pause(tries: number): number {
  return Math.min(30, 2 ** (tries + 1));
}
