import { redirect } from '@sveltejs/kit';
import { Problem } from '#api';
import { session } from '#rooms/accounts';
import type { LayoutLoad } from './$types';

/** A path of this site to go back to; anything else would lead people away. */
function safe(to: string | null): string {
  return to?.startsWith('/') && !/^\/[/\\]/.test(to) ? to : '/';
}

/** These pages are for somebody who is not signed in; who is goes on at once. */
export const load: LayoutLoad = async ({ url }) => {
  const to = safe(url.searchParams.get('to'));
  let user = null;
  try {
    [user] = await Promise.all([session.load(), session.loadInstance()]);
  } catch (error) {
    // Signing in or up will say the same when it is tried.
    if (!(error instanceof Problem)) throw error;
  }
  if (user) redirect(307, to);
  return { to };
};
