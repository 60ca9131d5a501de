/** What is shown of errors that nobody expected. */
import type { ClientInit, HandleClientError } from '@sveltejs/kit/hooks';
import { words } from '#words';
import { detailsOf, isPartMissing } from './routes/trouble';

export const handleError: HandleClientError = ({ kind, error, event }) => {
  if (kind === 'app') return undefined;
  if (kind === 'framework') return { message: words.error_missing() };
  if (isPartMissing(error)) return { message: words.problem_unreachable(), away: true };
  console.error(error);
  const about = { path: event.url.pathname, agent: navigator.userAgent, at: new Date() };
  return { message: words.problem_unknown(), details: detailsOf(error, about) };
};

/** SvelteKit asks for it, and the build lets no import of something that is not there pass. */
export const init: ClientInit = () => undefined;
