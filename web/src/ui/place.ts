/** Where a small box goes beside another one, so that all of it stays on the screen. */
export type Side = 'top' | 'right' | 'bottom' | 'left';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const OPPOSITE: Record<Side, Side> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' };

/** The corner of a box of `size` that stands `gap` pixels beside `anchor`, at the wanted side or, without room, across. */
export function beside(
  anchor: Box,
  size: { width: number; height: number },
  side: Side,
  screen: { width: number; height: number },
  gap = 6,
): { x: number; y: number } {
  const room: Record<Side, number> = {
    top: anchor.y - gap - size.height,
    bottom: screen.height - (anchor.y + anchor.height + gap + size.height),
    left: anchor.x - gap - size.width,
    right: screen.width - (anchor.x + anchor.width + gap + size.width),
  };
  const taken = room[side] < gap && room[OPPOSITE[side]] > room[side] ? OPPOSITE[side] : side;
  const middle = {
    x: anchor.x + anchor.width / 2 - size.width / 2,
    y: anchor.y + anchor.height / 2 - size.height / 2,
  };
  const corner = {
    top: { x: middle.x, y: anchor.y - gap - size.height },
    bottom: { x: middle.x, y: anchor.y + anchor.height + gap },
    left: { x: anchor.x - gap - size.width, y: middle.y },
    right: { x: anchor.x + anchor.width + gap, y: middle.y },
  }[taken];
  return {
    x: Math.max(gap, Math.min(screen.width - size.width - gap, corner.x)),
    y: Math.max(gap, Math.min(screen.height - size.height - gap, corner.y)),
  };
}
