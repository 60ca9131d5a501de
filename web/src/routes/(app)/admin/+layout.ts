import { error } from '@sveltejs/kit';
import { session } from '#rooms/accounts';
import { words } from '#words';
import type { LayoutLoad } from './$types';

/** For everybody else there is nothing here, as the server says too. */
export const load: LayoutLoad = async ({ parent }) => {
  await parent();
  if (!session.isAdministrator) error(404, words.error_missing());
  await session.knowInstance();
};
