/** Where a picture stands on the stage while it is zoomed, moved and turned. All lengths are CSS pixels. */

export interface Size {
  width: number;
  height: number;
}

/** `scale` 1 fits the picture into the stage; x and y move its middle away from the middle of the stage. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };

/** Pinched smaller than this, the picture is put away. */
export const PUT_AWAY = 0.72;

/** The largest size at which a picture is wholly seen. Small pictures are not blown up. */
export function fit(picture: Size, stage: Size): Size {
  if (picture.width <= 0 || picture.height <= 0) return stage;
  const factor = Math.min(1, stage.width / picture.width, stage.height / picture.height);
  return { width: picture.width * factor, height: picture.height * factor };
}

/** A picture after some quarter turns. */
export function turned(picture: Size, quarters: number): Size {
  return quarters % 2 === 0 ? picture : { width: picture.height, height: picture.width };
}

/** How many times larger than `fit` shows one pixel of the picture on one of the screen, whose density is given. */
export function actualScale(picture: Size, stage: Size, density: number): number {
  return picture.width / density / Math.max(1, fit(picture, stage).width);
}

/** As far as one may zoom in: to two screen pixels for each of the picture, and always far enough to feel it. */
export function mostScale(picture: Size, stage: Size): number {
  return Math.max(3, (2 * picture.width) / Math.max(1, fit(picture, stage).width));
}

/** How far the middle of the picture may be moved either way, so that no edge comes further in than it must. */
export function reach(scale: number, picture: Size, stage: Size): { x: number; y: number } {
  const fitted = fit(picture, stage);
  return {
    x: Math.max(0, (fitted.width * scale - stage.width) / 2),
    y: Math.max(0, (fitted.height * scale - stage.height) / 2),
  };
}

function between(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

/** Keeps the picture on the stage and within its scales. */
export function settle(view: View, picture: Size, stage: Size): View {
  const scale = Math.min(mostScale(picture, stage), Math.max(1, view.scale));
  const most = reach(scale, picture, stage);
  return { scale, x: between(view.x, most.x), y: between(view.y, most.y) };
}

/** Zooms so that what is at (`x`, `y`), counted from the middle of the stage, stays there. */
export function zoomAt(view: View, scale: number, x: number, y: number): View {
  const factor = scale / view.scale;
  return { scale, x: x - (x - view.x) * factor, y: y - (y - view.y) * factor };
}

/** How far something follows that is pulled `over` beyond its edge: less and less, and never further than `room` × 0.55. */
export function rubber(over: number, room: number): number {
  const far = Math.abs(over);
  const most = Math.max(1, room) * 0.55;
  return Math.sign(over) * ((far * most) / (far + most));
}

/** The same view as fingers feel it: beyond its edges and scales it follows like a rubber band. */
export function stretch(view: View, picture: Size, stage: Size): View {
  const most = mostScale(picture, stage);
  const scale =
    view.scale < 1
      ? 1 - rubber(1 - view.scale, 1)
      : view.scale > most
        ? most * (1 + rubber(view.scale / most - 1, 0.6))
        : view.scale;
  const edge = reach(scale, picture, stage);
  const soft = (value: number, limit: number, room: number): number => {
    const inside = between(value, limit);
    return inside + rubber(value - inside, room);
  };
  return { scale, x: soft(view.x, edge.x, stage.width), y: soft(view.y, edge.y, stage.height) };
}
