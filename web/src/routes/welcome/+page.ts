import { error, redirect } from '@sveltejs/kit';
import { api, ask, Problem } from '#api';
import { session } from '#rooms/accounts';
import type { PageLoad } from './$types';

/** For an administrator who has not set everything up yet; for everybody else there is the library. */
export const load: PageLoad = async () => {
  try {
    if (!(await session.load())) redirect(307, '/sign-in?to=/welcome');
    if (!session.isAdministrator) redirect(307, '/');
    const [{ step }, { name }, { data }] = await Promise.all([
      ask(api.GET('/api/v1/admin/first-run')),
      ask(api.GET('/api/v1/admin/instance')),
      ask(api.GET('/api/v1/admin/storage')),
    ]);
    if (step === null) redirect(307, '/');
    return { step, name, data };
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    error(failure.status || 503, { message: failure.message, ...failure.about });
  }
};
