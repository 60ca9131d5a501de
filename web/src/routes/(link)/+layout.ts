import { Problem } from '#api';
import { session } from '#rooms/accounts';
import type { LayoutLoad } from './$types';

/** Pages that a mail leads to: for whoever has the link, signed in or not. */
export const load: LayoutLoad = async () => {
  try {
    await Promise.all([session.load(), session.loadInstance()]);
  } catch (error) {
    // What is asked next will say the same.
    if (!(error instanceof Problem)) throw error;
  }
};
