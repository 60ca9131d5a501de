import { page } from '$app/state';

/** Whether a photo is open above the page: what lies below is then out of reach. */
export function covered(): boolean {
  return page.state.photo !== undefined || page.route.id === '/(app)/photos/[id]';
}
