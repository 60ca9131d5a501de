/** Giving a photo away: to another program of this device, or to the clipboard. */
import type { Photo } from '#api';
import { toasts } from '#ui';
import { words } from '#words';
import { isDrawable, originalOf } from './pictures';

/** Files up to this size are handed over as they are; of larger ones the preview. */
const MOST_SHARED = 40_000_000;
/** The clipboard gets as many pixels as the original has, up to this. */
const MOST_COPIED = 24_000_000;

export function linkTo(id: string): string {
  return `${location.origin}/photos/${id}`;
}

/** Puts text on the clipboard; over plain http by the old way, which browsers still know. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    if (isSecureContext) await navigator.clipboard.writeText(text);
    else copyByHand(text);
    toasts.show(done);
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    toasts.show(words.copy_failed(), { tone: 'danger' });
  }
}

function copyByHand(text: string): void {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  // Inside the viewer: what is behind it cannot have the focus.
  (document.querySelector('.viewer') ?? document.body).append(field);
  const before = document.activeElement;
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!copied) throw new DOMException(text, 'NotAllowedError');
}

/** Whether this browser can put pictures on the clipboard: not over plain http. */
export function canCopyPicture(): boolean {
  return isSecureContext && 'clipboard' in navigator && typeof ClipboardItem !== 'undefined';
}

async function asPng(address: string): Promise<Blob> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new DOMException('', 'EncodingError'))), 'image/png');
  });
}

/** Puts the picture on the clipboard, as PNG: the one kind that every program takes. */
export async function copyPicture(photo: Photo): Promise<void> {
  const small = (photo.width ?? 0) * (photo.height ?? 0) <= MOST_COPIED;
  const address =
    photo.kind === 'image' && small && isDrawable(photo)
      ? originalOf(photo)
      : (photo.renditions.preview ?? photo.renditions.poster);
  if (!address) return;
  try {
    // A promise inside: Safari wants to be asked at once, while the hand is still on the button.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': asPng(address) })]);
    toasts.show(words.picture_copied());
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    toasts.show(words.copy_failed(), { tone: 'danger' });
  }
}

async function fileOf(photo: Photo): Promise<File | null> {
  const whole = photo.size <= MOST_SHARED;
  const address = whole ? originalOf(photo) : (photo.renditions.preview ?? photo.renditions.poster);
  if (!address) return null;
  const answer = await fetch(address);
  if (!answer.ok) return null;
  const bytes = await answer.blob();
  const name = whole ? photo.filename : photo.filename.replace(/\.\w+$/, '') + '.jpg';
  return new File([bytes], name, { type: whole ? photo.media_type : bytes.type });
}

/** Shares the photo with another program; where there is no such thing, its link goes on the clipboard. */
export async function share(photo: Photo): Promise<void> {
  const link = { title: photo.title || photo.filename, url: linkTo(photo.id) };
  if (!('share' in navigator)) {
    await copyText(link.url, words.link_copied());
    return;
  }
  try {
    const probe = new File(['x'], photo.filename, { type: photo.media_type });
    const file = navigator.canShare?.({ files: [probe] }) ? await fileOf(photo) : null;
    await hand(file && navigator.canShare({ files: [file] }) ? { files: [file], title: link.title } : link);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    await hand(link);
  }
}

async function hand(what: ShareData): Promise<void> {
  try {
    await navigator.share(what);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    // They thought better of it.
    if (error.name === 'AbortError') return;
    // Fetching took longer than a press of a button counts: press once more, now it is there.
    toasts.show(words.share_ready(), { action: { label: words.share(), run: () => void hand(what) } });
  }
}
