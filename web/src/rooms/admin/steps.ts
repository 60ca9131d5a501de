/** The steps of the first run, in their order. */
export const STEPS = ['name', 'people', 'storage', 'import', 'backup'] as const;
export type Step = (typeof STEPS)[number];

/** The step after one; null after the last: then it is over. */
export function after(step: Step): Step | null {
  return STEPS[STEPS.indexOf(step) + 1] ?? null;
}

/** The step before one; null before the first. */
export function before(step: Step): Step | null {
  return STEPS[STEPS.indexOf(step) - 1] ?? null;
}

/** A word of a shell command: as it is, or in quotation marks where it has letters that a shell would take for its own. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
