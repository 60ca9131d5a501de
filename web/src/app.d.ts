declare global {
  namespace App {
    interface PageState {
      /** The photo that is open above the page, when the viewer was opened from it. */
      photo?: string;
    }
  }
}

export {};
