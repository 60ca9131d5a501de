// Runs before the first paint, so that somebody who chose dark never sees a white flash. The choice is kept by src/ui/theme.svelte.ts.
try {
  const choice = localStorage.getItem('albumen.theme');
  if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
} catch (refused) {
  // Storage can be forbidden by the browser; the page then follows the system.
  if (!(refused instanceof DOMException)) throw refused;
}
