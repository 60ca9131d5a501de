/** Says that the next page has something to take over, so that it need not open a database to know. */
export const FLAG = 'albumen uploads';

export function somethingKept(): boolean {
  try {
    return localStorage.getItem(FLAG) !== null;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return false; // Storage is switched off.
  }
}
