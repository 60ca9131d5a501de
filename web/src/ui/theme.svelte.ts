/** Light or dark, as the reader chose or as their system says. static/theme.js applies the choice before the first paint. */

export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'albumen.theme';

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch (error) {
    // The browser forbids storage: the system decides.
    if (error instanceof DOMException) return 'system';
    throw error;
  }
}

class Theme {
  choice = $state<ThemeChoice>(typeof localStorage === 'undefined' ? 'system' : stored());

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    if (choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = choice;
    try {
      if (choice === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch (error) {
      // It then holds until the page is closed.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

export const theme = new Theme();
