/** Parts that are not needed at first paint are fetched when they are: once, and again when that failed. */

export interface Later<Part> {
  /** The component, as soon as it is there. */
  get(): Promise<Part>;
  /** Starts to fetch: somebody is about to need it. */
  warm(): void;
}

export function later<Part>(load: () => Promise<{ default: Part }>): Later<Part> {
  let coming: Promise<Part> | null = null;
  const get = (): Promise<Part> =>
    (coming ??= load()
      .then((module) => module.default)
      .catch((error: unknown) => {
        coming = null;
        throw error;
      }));
  // Whoever really needs it hears of a failure then.
  return { get, warm: () => void get().catch(() => undefined) };
}
