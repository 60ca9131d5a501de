/** The library: its shelves day by day, and what can be done with photos. */
export { restore, setArchived, setFavourite, trash } from './actions';
export { boardOf, type Board } from './board.svelte';
export { describe } from './describe';
export { details } from './details.svelte';
export { download } from './downloading';
export { editPhoto } from './edits';
export { extras } from './extras';
export { placeholder } from './placeholder';
export { type Shelf } from './shelf.svelte';
export { refreshShelves } from './shelves';
export { tileOf, type ShelfName, type Tile } from './tiles';
export { type Place } from './standing';
export { default as TimelineTools } from './TimelineTools.svelte';
export { default as TimelineView } from './TimelineView.svelte';
export { trashOfInstance } from './trash.svelte';
export { default as TrashHeader } from './TrashHeader.svelte';
