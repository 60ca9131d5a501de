import { later } from './lazily';

/** What dialogs and sheets are made of. */
export const layer = later(() => import('./Layer.svelte'));
