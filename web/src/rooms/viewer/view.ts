/** Where a picture stands on the stage while it is zoomed and moved. All lengths are CSS pixels. */

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

/** The largest size at which a picture is wholly seen. Small pictures are not blown up. */
export function fit(picture: Size, stage: Size): Size {
  if (picture.width <= 0 || picture.height <= 0) return stage;
  const factor = Math.min(1, stage.width / picture.width, stage.height / picture.height);
  return { width: picture.width * factor, height: picture.height * factor };
}

/** As far as one may zoom in: to two screen pixels for each of the picture, and always far enough to feel it. */
export function mostScale(picture: Size, stage: Size): number {
  return Math.max(3, (2 * picture.width) / Math.max(1, fit(picture, stage).width));
}

/** Keeps the picture on the stage: no edge comes further in than it must. */
export function settle(view: View, picture: Size, stage: Size): View {
  const scale = Math.min(mostScale(picture, stage), Math.max(1, view.scale));
  const fitted = fit(picture, stage);
  const reach = (size: number, room: number): number => Math.max(0, (size * scale - room) / 2);
  const between = (value: number, most: number): number => Math.min(most, Math.max(-most, value));
  return {
    scale,
    x: between(view.x, reach(fitted.width, stage.width)),
    y: between(view.y, reach(fitted.height, stage.height)),
  };
}

/** Zooms so that what is at (`x`, `y`), counted from the middle of the stage, stays there. */
export function zoomAt(view: View, scale: number, x: number, y: number): View {
  const factor = scale / view.scale;
  return { scale, x: x - (x - view.x) * factor, y: y - (y - view.y) * factor };
}
