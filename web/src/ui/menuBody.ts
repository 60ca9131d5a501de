import { later } from './lazily';

/** What menus show when they are open. */
export const menuBody = later(() => import('./MenuBody.svelte'));
