/** Every word on the screen, by name. The sentences are in messages/<language>.json. */
export { m as words } from './paraglide/messages';
export * from './format';
