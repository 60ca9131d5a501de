/** Which files of a folder are worth sending. The server decides by their bytes; this keeps obvious others at home. */

const PICTURES = [
  'jpg jpeg jpe jfif mpo png apng gif webp avif avifs heic heif hif tif tiff bmp jxl',
  '3fr arw cr2 cr3 crw dcr dng erf fff iiq k25 kdc mef mos mrw nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f',
];
const VIDEOS = ['mp4 mov m4v webm mkv avi mts m2ts 3gp 3g2 mpg mpeg mp'];
const KNOWN = new Set([...PICTURES, ...VIDEOS].join(' ').split(' '));

/** Folders that programs keep for themselves. */
const JUNK_FOLDERS = new Set([
  '@eadir',
  '@__thumb',
  '.spotlight-v100',
  '.trashes',
  '.thumbnails',
  'thumbnails',
  '.photostructure',
  '__macosx',
]);
const JUNK_FILES = /^(\.ds_store|thumbs\.db|desktop\.ini|synofile_thumb_.*|\._.*)$/i;

/** What other programs left behind: not worth a word. */
export function isJunk(path: string): boolean {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  return JUNK_FILES.test(name) || parts.some((part) => JUNK_FOLDERS.has(part.toLowerCase()));
}

/** Whether a file may be a photo or a video, by its name or by what the browser takes it for. */
export function isMedia(file: { name: string; type: string }): boolean {
  const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  if (KNOWN.has(ending)) return true;
  return /^(image|video)\//.test(file.type) && file.type !== 'image/svg+xml';
}

/** For the file picker: what the browser knows, and by their endings those it does not. */
export const ACCEPT = ['image/*', 'video/*', ...[...KNOWN].map((ending) => `.${ending}`)].join(',');

/** For the gallery of a phone: with a list of endings, phones open a list of files instead. */
export const GALLERY = 'image/*,video/*';
