/** The tokens as the page has them: read from its style sheets, so that none is forgotten here. */

export interface Token {
  name: string;
  value: string;
}

/** The custom properties of `:root`, in the order in which tokens.css says them. */
export function tokens(): Token[] {
  const found = new Map<string, string>();
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSStyleRule) || rule.selectorText !== ':root') continue;
      for (const name of rule.style)
        if (name.startsWith('--')) found.set(name, rule.style.getPropertyValue(name).trim());
    }
  return [...found].map(([name, value]) => ({ name, value }));
}
