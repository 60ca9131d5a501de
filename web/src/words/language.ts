/**
 * The language of the words: the one that the reader chose in this browser, else the first that their browser asks for and
 * Albumen speaks. It is decided once, when the page starts: choosing another loads the page anew.
 */
import { baseLocale, isLocale, locales, overwriteGetLocale, type Locale } from './paraglide/runtime';

export type Language = Locale;

const KEY = 'albumen.language';

export const languages: readonly Language[] = locales;

/** What the reader chose; null: as the browser says. */
export function chosenLanguage(): Language | null {
  if (typeof localStorage === 'undefined') return null;
  try {
    const value = localStorage.getItem(KEY);
    return value !== null && isLocale(value) ? value : null;
  } catch (error) {
    // The browser forbids storage: it is asked instead.
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** The first of `wanted` (BCP 47 tags, such as de-AT) that Albumen speaks. */
export function preferred(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const [language = ''] = tag.toLowerCase().split('-');
    if (isLocale(language)) return language;
  }
  return baseLocale;
}

export const language: Language =
  chosenLanguage() ?? preferred(typeof navigator === 'undefined' ? [] : (navigator.languages ?? []));
overwriteGetLocale(() => language);

/** What a language calls itself: "Deutsch". */
export function languageName(language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/** Written from the right? Then pages are laid out from there. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  // Browsers that cannot say it ask the language's letters.
  const locale = new Intl.Locale(language) as Intl.Locale & { getTextInfo?: () => { direction: string } };
  const said = locale.getTextInfo?.().direction;
  if (said !== undefined) return said === 'rtl' ? 'rtl' : 'ltr';
  return /^(Arab|Hebr|Syrc|Thaa|Nkoo|Adlm|Rohg)$/.test(locale.maximize().script ?? '') ? 'rtl' : 'ltr';
}

/** Chooses a language for this browser, null: as the browser says. Loads the page anew, so that every word changes. */
export function chooseLanguage(choice: Language | null): void {
  try {
    if (choice === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  location.reload();
}
