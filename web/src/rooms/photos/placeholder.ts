/** The blurred picture that a thumbhash describes, shown until the real one is there. */
import { thumbHashToAverageRGBA, thumbHashToDataURL } from 'thumbhash';

const made = new Map<string, string>();
/** Each has some kilobytes. */
const MOST = 600;

/** A data: address of a small picture. `hash` is base64. Undefined for a hash that is none. */
export function placeholder(hash: string): string | undefined {
  const known = made.get(hash);
  if (known !== undefined) return known;
  let picture: string;
  try {
    picture = thumbHashToDataURL(Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0)));
  } catch (error) {
    if (error instanceof DOMException || error instanceof RangeError) return undefined;
    throw error;
  }
  const oldest = made.size >= MOST ? made.keys().next().value : undefined;
  if (oldest !== undefined) made.delete(oldest);
  made.set(hash, picture);
  return picture;
}

/** The one colour that comes nearest to it, as CSS; costs next to nothing. Undefined for a hash that is none. */
export function averageColour(hash: string): string | undefined {
  try {
    const { r, g, b } = thumbHashToAverageRGBA(Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0)));
    const [red, green, blue] = [r, g, b].map((part) => Math.round(part * 255));
    return Number.isNaN(red) ? undefined : `rgb(${red} ${green} ${blue})`;
  } catch (error) {
    if (error instanceof DOMException || error instanceof RangeError) return undefined;
    throw error;
  }
}
