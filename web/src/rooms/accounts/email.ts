/** The other address that was asked for and waits to be confirmed. */
import { api, ask, Problem } from '#api';

/** Null also when it cannot be learned just now: the next visit tells it. */
export async function askedEmail(): Promise<string | null> {
  try {
    return (await ask(api.GET('/api/v1/users/me/email'))).asked;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
