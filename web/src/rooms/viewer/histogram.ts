/** How light and colours are spread over a picture. */

export interface Histogram {
  red: Uint32Array;
  green: Uint32Array;
  blue: Uint32Array;
  /** Luminance (Rec. 709). */
  light: Uint32Array;
  /** Pixels that were counted. */
  total: number;
}

/** Counts pixels (red, green, blue, alpha); what is more than half transparent is not there. */
export function histogramOf(pixels: Uint8ClampedArray): Histogram {
  const [red, green, blue, light] = [0, 1, 2, 3].map(() => new Uint32Array(256)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  let total = 0;
  for (let i = 0; i + 3 < pixels.length; i += 4) {
    if ((pixels[i + 3] ?? 0) < 128) continue;
    const [r = 0, g = 0, b = 0] = [pixels[i], pixels[i + 1], pixels[i + 2]];
    const y = Math.round(0.2126 * r + 0.7152 * g + 0.0722 * b);
    red[r] = (red[r] ?? 0) + 1;
    green[g] = (green[g] ?? 0) + 1;
    blue[b] = (blue[b] ?? 0) + 1;
    light[y] = (light[y] ?? 0) + 1;
    total++;
  }
  return { red, green, blue, light, total };
}

/** The height that fills the drawing: that of the highest peaks but not of clipped black and white, which would flatten the rest. */
export function fullHeight({ red, green, blue, light }: Histogram): number {
  let most = 0;
  for (const channel of [red, green, blue, light]) for (let i = 1; i < 255; i++) most = Math.max(most, channel[i] ?? 0);
  if (most > 0) return most;
  return Math.max(1, ...[red, green, blue, light].flatMap((channel) => [channel[0] ?? 0, channel[255] ?? 0]));
}

/** The outline of one channel in a drawing of 256 × `height`. */
export function outline(channel: Uint32Array, full: number, height: number): string {
  const points = Array.from(channel, (count, x) => {
    // The root shows what little there is beside much.
    const y = height - Math.min(1, Math.sqrt(count / full)) * height;
    return `L${x} ${Math.round(y * 100) / 100}`;
  });
  return `M0 ${height}${points.join('')}L255 ${height}Z`;
}

/** How much of the picture is pure black, and how much pure white: 0 to 1. */
export function clipped({ light, total }: Histogram): { black: number; white: number } {
  return { black: (light[0] ?? 0) / Math.max(1, total), white: (light[255] ?? 0) / Math.max(1, total) };
}
