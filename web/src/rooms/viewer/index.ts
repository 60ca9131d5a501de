/** Looking at photos, one at a time, above the shelf they were opened from. */
export { default as PhotoPage } from './PhotoPage.svelte';
export { default as ShelfPage } from './ShelfPage.svelte';
