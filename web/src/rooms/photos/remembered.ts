/** Small choices that this browser remembers. Where it is forbidden to, they hold until the page is closed. */
export const remembered = {
  read(key: string): string | null {
    try {
      return typeof localStorage === 'undefined' ? null : localStorage.getItem(key);
    } catch (error) {
      if (error instanceof DOMException) return null;
      throw error;
    }
  },

  write(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  },
};
