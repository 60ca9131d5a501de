declare global {
  namespace App {
    interface Error {
      message: string;
      /** Nobody answers: the page goes on by itself. */
      away?: true;
      /** By which the server's log knows the request. */
      reference?: string;
      /** To be copied for whoever mends it; without secrets. */
      details?: string;
    }
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
