import { session } from '#rooms/accounts';
import type { LayoutLoad } from './$types';

/** Some of it depends on what holds for everybody. */
export const load: LayoutLoad = async ({ parent }) => {
  await parent();
  await session.knowInstance();
};
