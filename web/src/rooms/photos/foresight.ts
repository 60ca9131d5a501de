/** Whoever rests on a photo is about to open it: what the viewer will ask for is on its way before. */
import type { Attachment } from 'svelte/attachments';
import { Problem, type Photo } from '#api';
import { details } from './details.svelte';

/** Milliseconds: a mouse or a keyboard that only passes by asks for nothing. */
const REST = 65;

/** Watches the pointer and the keyboard; `idOf` tells the photo that would be opened at an element, if any. */
export function foresight(idOf: (target: EventTarget | null) => string | null): Attachment<HTMLElement> {
  return (node) => {
    let timer: ReturnType<typeof setTimeout> | undefined;

    const rest = (event: Event): void => {
      clearTimeout(timer);
      const id = idOf(event.target);
      if (id !== null) timer = setTimeout(() => void known(id), REST);
    };
    const leave = (): void => clearTimeout(timer);
    const press = (event: PointerEvent): void => {
      // A finger may be about to scroll: of its photo no more is asked than where it rests.
      const id = event.button === 0 && event.pointerType === 'mouse' ? idOf(event.target) : null;
      if (id === null) return;
      clearTimeout(timer);
      void known(id).then(fetchPicture);
    };

    const ends = new AbortController();
    const options = { signal: ends.signal, passive: true };
    node.addEventListener('pointerover', rest, options);
    node.addEventListener('focusin', rest, options);
    node.addEventListener('pointerleave', leave, options);
    node.addEventListener('pointerdown', press, options);
    return () => {
      leave();
      ends.abort();
    };
  };
}

/** Undefined when it could not be asked: the viewer asks again and tells why. */
async function known(id: string): Promise<Photo | undefined> {
  try {
    return await details.get(id);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return undefined;
  }
}

function fetchPicture(photo: Photo | undefined): void {
  if (photo?.kind === 'image' && photo.renditions.preview) new Image().src = photo.renditions.preview;
}
