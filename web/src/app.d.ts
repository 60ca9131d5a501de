declare global {
  namespace App {
    interface PageState {
      /** The photo that is open above the page, when the viewer was opened from it. */
      photo?: string;
      /** It runs as a slideshow, which was started here. */
      slideshow?: 'shelf' | 'viewer';
      /** The photo that stands beside it, to be compared. */
      compare?: string;
    }
  }
}

export {};
