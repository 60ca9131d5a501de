/** Every word on the screen, by name. The sentences are in messages/<language>/<room>.json; each has one home. */
export { m as words } from './paraglide/messages';
export * from './format';
export {
  chooseLanguage,
  chosenLanguage,
  directionOf,
  language,
  languageName,
  languages,
  type Language,
} from './language';
