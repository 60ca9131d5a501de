/** What belongs to this browser and not to the server: installed or not, what it keeps, whether it is online and up to date. */
export { default as ConnectionNotice } from './ConnectionNotice.svelte';
export { default as DevicePanels } from './DevicePanels.svelte';
export { default as UpdateNotice } from './UpdateNotice.svelte';
export { installing } from './install.svelte';
export { keepFor, keepNothing } from './keeping';
