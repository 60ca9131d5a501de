import { session } from '#rooms/accounts';
import type { LayoutLoad } from './$types';

/** Pages that a mail leads to: for whoever has the link, signed in or not. */
export const load: LayoutLoad = async () => {
  await session.knowInstance();
  if (session.instance) await session.load();
};
