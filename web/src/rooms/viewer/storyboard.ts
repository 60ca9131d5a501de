/** Where the picture of a moment lies in a storyboard. */
import type { Photo } from '#api';

export type Storyboard = NonNullable<Photo['renditions']['storyboard']>;

/** The corner of the small picture that shows a part (0 to 1) of the video, in pixels. */
export function frameAt(board: Storyboard, part: number): { x: number; y: number } {
  const frame = Math.min(board.frames - 1, Math.max(0, Math.floor(part * board.frames)));
  return { x: (frame % board.columns) * board.width, y: Math.floor(frame / board.columns) * board.height };
}

/** How much larger it is shown, so that it is large enough to be recognised and always of one height or width. */
export function frameScale(board: Storyboard, longer = 160): number {
  return longer / Math.max(1, board.width, board.height);
}
