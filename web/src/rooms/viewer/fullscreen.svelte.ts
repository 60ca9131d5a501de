/** The whole page in full screen: menus and messages stand outside the viewer and are to be seen there as well. */
class Fullscreen {
  on = $state(false);

  constructor() {
    document.addEventListener('fullscreenchange', () => (this.on = document.fullscreenElement !== null));
  }

  get possible(): boolean {
    return document.fullscreenEnabled === true;
  }

  async enter(): Promise<void> {
    try {
      if (this.possible && !document.fullscreenElement) await document.documentElement.requestFullscreen();
    } catch (error) {
      // The browser wants to be asked by a hand.
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    }
  }

  async leave(): Promise<void> {
    if (document.fullscreenElement) await document.exitFullscreen();
  }

  async toggle(): Promise<void> {
    await (this.on ? this.leave() : this.enter());
  }
}

export const fullscreen = new Fullscreen();
