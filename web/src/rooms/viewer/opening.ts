/** A photo grows out of its tile and goes back into it: the two are one thing to the eye. */
import { calm } from './calm';

const LASTS = 280;
const EASE = 'cubic-bezier(0.2, 0.7, 0.2, 1)';

function tileOf(id: string): HTMLElement | null {
  const tile = document.querySelector<HTMLElement>(`.page [data-id="${CSS.escape(id)}"]`);
  if (!tile) return null;
  const box = tile.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.width > 0 ? tile : null;
}

function pictureIn(viewer: HTMLElement): HTMLElement | null {
  return viewer.querySelector<HTMLElement>('.slide:not([inert]) .picture, .slide.middle .picture');
}

/** How a picture must be moved, shrunk and cut to lie exactly on its tile. */
function onTile(picture: HTMLElement, tile: HTMLElement): Keyframe {
  const box = tile.getBoundingClientRect();
  const slide = (picture.parentElement ?? picture).getBoundingClientRect();
  const [width, height] = [picture.offsetWidth || 1, picture.offsetHeight || 1];
  const scale = Math.max(box.width / width, box.height / height);
  const x = box.left + box.width / 2 - slide.left - slide.width / 2;
  const y = box.top + box.height / 2 - slide.top - slide.height / 2;
  const [dx, dy] = [Math.max(0, (width - box.width / scale) / 2), Math.max(0, (height - box.height / scale) / 2)];
  return { transform: `translate(${x}px, ${y}px) scale(${scale})`, clipPath: `inset(${dy}px ${dx}px)` };
}

/** While the picture is under way, its tile is empty: it cannot be in two places. (Hidden it could not take the keyboard back.) */
function lend(tile: HTMLElement, flight: Animation): void {
  tile.style.opacity = '0';
  const back = (): void => void (tile.style.opacity = '');
  flight.finished.then(back, back);
}

/** The viewer has appeared: its picture comes from the tile. */
export function rise(viewer: HTMLElement, id: string): void {
  const [tile, picture] = [tileOf(id), pictureIn(viewer)];
  const fade = (node: Element | null | undefined, from: number): void =>
    void node?.animate({ opacity: [from, 1] }, { duration: calm() ? 120 : LASTS, easing: 'ease-out' });
  if (calm() || !tile || !picture) {
    fade(viewer, 0);
    return;
  }
  fade(viewer.querySelector('.ground'), 0);
  for (const bar of viewer.querySelectorAll('.chrome')) fade(bar, 0);
  const flight = picture.animate([onTile(picture, tile), { transform: 'none', clipPath: 'inset(0)' }], {
    duration: LASTS,
    easing: EASE,
  });
  lend(tile, flight);
}

/** The viewer leaves: its picture goes back into its tile. Gives how long that takes. */
export function sink(viewer: HTMLElement, id: string): number {
  const [tile, picture] = [tileOf(id), pictureIn(viewer)];
  const duration = calm() || !tile || !picture ? 120 : LASTS;
  const out = { duration, easing: 'ease-out', fill: 'forwards' } as const;
  if (calm() || !tile || !picture) {
    viewer.animate({ opacity: [1, 0] }, out);
    return duration;
  }
  viewer.querySelector('.ground')?.animate({ opacity: [1, 0] }, out);
  for (const bar of viewer.querySelectorAll('.chrome')) bar.animate({ opacity: [1, 0] }, { ...out, duration: 120 });
  const now = { transform: getComputedStyle(picture).transform, clipPath: 'inset(0)' };
  lend(tile, picture.animate([now, onTile(picture, tile)], { duration, easing: EASE, fill: 'forwards' }));
  return duration;
}
