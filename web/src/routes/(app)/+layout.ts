import { error, redirect } from '@sveltejs/kit';
import { Problem } from '#api';
import { session } from '#rooms/accounts';
import type { LayoutLoad } from './$types';

/** These pages are for somebody: who is not signed in does that first and comes back. */
export const load: LayoutLoad = async ({ url }) => {
  try {
    if (await session.load()) return;
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    error(failure.status || 503, { message: failure.message, ...failure.about });
  }
  const here = url.pathname + url.search;
  const back = here === '/' ? '' : `?to=${encodeURIComponent(here)}`;
  redirect(307, `/sign-in${back}`);
};
