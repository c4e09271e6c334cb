import { type Refusal, refusal } from './media-rules.ts';

/** Bytes of the beginning that tell what a file is. */
export const SNIFF_BYTES = 4096;

const PLAYLIST_STARTS = ['#extm3u', 'ffconcat', '[playlist]', '[reference]', '#extinf'];
const PLAYLIST_PARTS = ['<mpd', '<smil', '<asx', '<playlist', 'xspf.org'];
const ADDRESS_START = /^(https?|file|concat|rtmp|rtsp|ftp|data|subfile|crypto|hls|async|cache):/;
/** Still pictures in the MP4 family, by brand (ISO/IEC 23008-12). */
const PICTURE_BRANDS = ['heic', 'heix', 'hevc', 'mif1', 'msf1', 'avif', 'avis', 'crx '];

const MAGICS: readonly [string, string][] = [
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['BM', 'a BMP picture'],
  ['II*\x00', 'a TIFF picture'],
  ['MM\x00*', 'a TIFF picture'],
  ['\x00\x00\x01\x00', 'an icon'],
  ['%PDF', 'a PDF document'],
  ['PK\x03\x04', 'an archive or office document'],
  ['\x1f\x8b', 'an archive'],
  ['7z\xbc\xaf', 'an archive'],
  ['Rar!', 'an archive'],
  ['\xd0\xcf\x11\xe0', 'an office document'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
];

/** Refuses what is plainly not one sound file, whatever its name says; null lets it go on. */
export function refuseByContent(head: Uint8Array): Refusal | null {
  if (head.length === 0) return refusal('media-empty', 'The file is empty.');
  const latin = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  const text = textOf(latin);
  if (isPlaylist(text)) {
    return refusal('media-playlist', 'The file is a playlist: a list of addresses, not sound.');
  }
  const magic = MAGICS.find(([start]) => latin.startsWith(start));
  const what =
    magic?.[1] ??
    (isPicture(latin) ? 'a picture' : isPlainText(head) ? 'text' : isBlank(head) ? 'blank' : null);
  return what === null ? null : refusal('media-not-audio', `The file is ${what}, not sound.`);
}

/** As text, without a byte order mark, the zeros of UTF-16 and space in front. */
function textOf(latin: string): string {
  return latin
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '')
    .trimStart()
    .toLowerCase();
}

function isPlaylist(text: string): boolean {
  if (PLAYLIST_STARTS.some((start) => text.startsWith(start))) return true;
  if (ADDRESS_START.test(text)) return true;
  return text.startsWith('<') && PLAYLIST_PARTS.some((part) => text.includes(part));
}

function isPicture(latin: string): boolean {
  if (latin.startsWith('RIFF') && latin.slice(8, 12) === 'WEBP') return true;
  return latin.slice(4, 8) === 'ftyp' && PICTURE_BRANDS.includes(latin.slice(8, 12));
}

/** No sound format starts with a screenful of printable ASCII; AMR's magic is one line. */
function isPlainText(head: Uint8Array): boolean {
  const part = head.subarray(0, 64);
  return part.every(
    (byte) => byte === 9 || byte === 10 || byte === 13 || (byte > 31 && byte < 127),
  );
}

function isBlank(head: Uint8Array): boolean {
  return head.every((byte) => byte === 0);
}

/** Bytes of the end that tell whether an Ogg file is whole: the largest page (RFC 3533). */
export const TAIL_BYTES = 65_307;

/** True where the last Ogg page was cut: its lengths reach beyond the end of the file. */
export function oggEndsInsidePage(tail: Uint8Array): boolean {
  let at = tail.length - 4;
  while (at >= 0 && !isCapture(tail, at)) at--;
  if (at < 0) return true;
  const segments = tail[at + 26];
  if (segments === undefined || at + 27 + segments > tail.length) return true;
  let end = at + 27 + segments;
  for (let i = 0; i < segments; i++) end += tail[at + 27 + i] ?? 0;
  return end > tail.length;
}

function isCapture(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x4f && bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53
  );
}

export function isOgg(head: Uint8Array): boolean {
  return isCapture(head, 0);
}

/** Sizes that writers who cannot go back put for "unknown" begin here. */
const UNKNOWN_RIFF_BYTES = 0x7fff_f000;
/** Heads are often off by some padding; this much missing is sound that was cut off. */
const RIFF_SLACK_BYTES = 4096;

/** True where a WAV's head promises clearly more than the file holds; decoders pass over it. */
export function wavEndsEarly(head: Uint8Array, fileBytes: number): boolean {
  if (head.length < 12) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(0) !== 0x52494646 || view.getUint32(8) !== 0x57415645) return false;
  const promised = view.getUint32(4, true);
  if (promised >= UNKNOWN_RIFF_BYTES) return false;
  return promised + 8 - fileBytes > Math.max(RIFF_SLACK_BYTES, promised * 0.02);
}
