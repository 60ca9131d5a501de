/** What keys, buttons and menus of the viewer do. */
import { Problem } from '#api';
import { palette } from '#ui';
import { download, setArchived, setFavourite, trash, type Tile } from '#rooms/photos';
import { photoAt } from './neighbours';
import type { Deck } from './deck.svelte';
import { fullscreen } from './fullscreen.svelte';
import { canCopyPicture, copyPicture, share } from './handing';
import type { Command } from './keys';
import type { Player } from './player.svelte';
import type { Viewer } from './viewer.svelte';

export interface Ways {
  close: () => void;
  slideshow: () => void;
  /** Beside another photo. */
  compare: (id: string) => void;
}

function comparable(tile: Tile): boolean {
  return tile.kind === 'image' && tile.state === 'ready';
}

/** Milliseconds for which somebody who pressed a key waits for what it does. */
const PATIENCE = 3000;
const CLOSER = 1.5;
/** Seconds that j and l skip. */
const SKIP = 10;

export class Commands {
  info = $state(false);

  /** A comparison that was asked for before there was anything to compare with. */
  private comparing: { id: string; until: number } | null = null;
  private readonly viewer: Viewer;
  private readonly deck: Deck;
  private readonly player: Player;
  private readonly ways: Ways;

  constructor(viewer: Viewer, deck: Deck, player: Player, ways: Ways) {
    this.viewer = viewer;
    this.deck = deck;
    this.player = player;
    this.ways = ways;
  }

  /** The neighbour that it can be compared with. */
  get other(): Tile | undefined {
    return [this.viewer.after, this.viewer.before].find((tile) => tile && comparable(tile));
  }

  /** After a photo has left, the next one is looked at, else the one before, else nothing. */
  leave(action: (ids: readonly string[]) => unknown): void {
    const next = this.viewer.after ?? this.viewer.before;
    const gone = this.viewer.id;
    if (next) this.deck.go(next.id);
    else this.ways.close();
    action([gone]);
  }

  /** Does it; false when there is nothing to be done. */
  run(command: Command): boolean {
    const { viewer, deck, player, ways } = this;
    const { photo } = viewer;
    const shown = photo ?? viewer.tile;
    const does: Record<Command, () => unknown> = {
      previous: () => deck.turn(-1),
      next: () => deck.turn(1),
      first: () => void this.jump(0),
      last: () => void this.jump((viewer.shelf?.count ?? 0) - 1),
      closer: () => viewer.zoomBy(CLOSER),
      farther: () => viewer.zoomBy(1 / CLOSER),
      whole: () => viewer.zoomTo(1),
      actual: () => viewer.actualSize(),
      rotate: () => viewer.turn(1),
      rotateBack: () => viewer.turn(-1),
      favourite: () => shown && void setFavourite([shown.id], !shown.favourite),
      info: () => (this.info = !this.info),
      archive: () => shown && this.leave((ids) => setArchived(ids, !shown.archived)),
      trash: () => shown && !(photo ? photo.trashed_at !== null : viewer.tile?.trashed) && this.leave(trash),
      download: () => download([viewer.id]),
      share: () => photo && void share(photo),
      copy: () => (photo && canCopyPicture() ? void copyPicture(photo) : false),
      compare: () => (viewer.zoomable ? this.compare() : false),
      slideshow: () => ways.slideshow(),
      fullscreen: () => void fullscreen.toggle(),
      help: () => (palette.keys = true),
      close: () => this.back(),
      play: () => player.toggle(),
      backwards: () => player.skip(-SKIP),
      forwards: () => player.skip(SKIP),
      mute: () => player.mute(),
      frameBack: () => player.step(-1),
      frameOn: () => player.step(1),
      slower: () => player.shiftSpeed(-1),
      faster: () => player.shiftSpeed(1),
    };
    return does[command]() !== false;
  }

  /** Beside its neighbour: at once, or as soon as that is known. */
  private compare(): void {
    if (this.other) this.ways.compare(this.other.id);
    else this.comparing = { id: this.viewer.id, until: performance.now() + PATIENCE };
  }

  /** The neighbours are known now. */
  found(): void {
    const { comparing, other } = this;
    if (!comparing || !other) return;
    this.comparing = null;
    if (comparing.id === this.viewer.id && performance.now() < comparing.until) this.ways.compare(other.id);
  }

  private back(): void {
    if (this.info && matchMedia('(width < 768px)').matches) this.info = false;
    else this.ways.close();
  }

  private async jump(place: number): Promise<void> {
    const { shelf } = this.viewer;
    if (!shelf) return;
    try {
      const tile = await photoAt(shelf, place);
      if (tile && tile.id !== this.viewer.id) this.deck.go(tile.id);
    } catch (error) {
      // The server was not reached: everything stays as it is.
      if (!(error instanceof Problem)) throw error;
    }
  }
}
