/** The way in: files and folders from this device, read, asked for and sent beside whatever else the reader does. */
export { default as DropZone } from './DropZone.svelte';
export { default as Tray } from './Tray.svelte';
export { default as UploadAsked } from './UploadAsked.svelte';
export { default as UploadButton } from './UploadButton.svelte';
