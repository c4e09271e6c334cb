import { expect, test } from 'vitest';
import { oggEndsInsidePage, refuseByContent, wavEndsEarly } from './sniff.ts';

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const refused: [string, string, string][] = [
  ['nothing', '', 'media-empty'],
  ['an HLS playlist', '#EXTM3U\n#EXT-X-VERSION:3\n', 'media-playlist'],
  ['an HLS playlist with a byte order mark', '\xef\xbb\xbf#EXTM3U\n', 'media-playlist'],
  ['an HLS playlist in UTF-16', '\xff\xfe#\0E\0X\0T\0M\x003\0U\0', 'media-playlist'],
  ['an ffconcat script', 'ffconcat version 1.0\nfile /etc/passwd\n', 'media-playlist'],
  ['a PLS playlist', '[playlist]\nFile1=http://host/a.mp3\n', 'media-playlist'],
  ['a DASH manifest', '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg">', 'media-playlist'],
  ['an address', 'file:///etc/passwd\n', 'media-playlist'],
  ['a concat address', 'concat:/a|/b', 'media-playlist'],
  ['a PNG picture', '\x89PNG\r\n\x1a\n', 'media-not-audio'],
  ['a JPEG picture', '\xff\xd8\xff\xe0\0\x10JFIF', 'media-not-audio'],
  ['a WebP picture', 'RIFF\x10\0\0\0WEBPVP8 ', 'media-not-audio'],
  ['a HEIC picture', '\0\0\0\x18ftypheic\0\0\0\0', 'media-not-audio'],
  ['a PDF document', '%PDF-1.7\n', 'media-not-audio'],
  ['an office document', 'PK\x03\x04\x14\0', 'media-not-audio'],
  ['a web page', '<!doctype html><html><body>Xin chao</body></html>', 'media-not-audio'],
  ['text', 'Thong bao cua uy ban nhan dan phuong Tam Ky ve viec tiem chung', 'media-not-audio'],
  ['zeros', '\0'.repeat(100), 'media-not-audio'],
];

test.each(refused)('[MED3] %s is refused by its content', (_, head, reason) => {
  expect(refuseByContent(latin(head))).toMatchObject({ outcome: 'refused', reason });
});

const sounds: [string, string][] = [
  ['WAV', 'RIFF\x24\0\0\0WAVEfmt '],
  ['MP3', '\xff\xfb\x90\x64\0\0'],
  ['MP3 with tags', 'ID3\x04\0\0\0\0\0\x23'],
  ['M4A', '\0\0\0\x1cftypM4A \0\0\x02\0'],
  ['a phone recording', '\0\0\0\x18ftyp3gp4\0\0\0\0'],
  ['AAC', '\xff\xf1\x50\x80\x01\x7f'],
  ['Ogg', 'OggS\0\x02\0\0'],
  ['WebM', '\x1a\x45\xdf\xa3\x9f\x42'],
  ['FLAC', 'fLaC\0\0\0\x22'],
  ['AMR', '#!AMR\n\x3c\x91\x17\x16'],
];

test.each(sounds)('[MED3] %s goes on', (_, head) => {
  expect(refuseByContent(latin(head))).toBeNull();
});

test('[MED5] an Ogg file that ends inside a page is told from a whole one', () => {
  const page = new Uint8Array([
    ...latin('OggS'),
    ...Array<number>(22).fill(0),
    2,
    3,
    4,
    ...latin('abcdefg'),
  ]);
  expect(oggEndsInsidePage(page)).toBe(false);
  for (let cut = 1; cut < page.length; cut++) {
    expect(oggEndsInsidePage(page.subarray(0, page.length - cut))).toBe(true);
  }
});

test('[MED5] a WAV whose head promises more than the file holds is told from a streamed one', () => {
  const head = (bytes: number) => {
    const wav = latin('RIFF....WAVEfmt ');
    new DataView(wav.buffer).setUint32(4, bytes, true);
    return wav;
  };
  expect(wavEndsEarly(head(200_000), 100_000)).toBe(true);
  expect(wavEndsEarly(head(100_000), 100_008)).toBe(false);
  expect(wavEndsEarly(head(100_000), 97_000)).toBe(false);
  expect(wavEndsEarly(head(0xffffffff), 100_000)).toBe(false);
  expect(wavEndsEarly(head(0x7ffff024), 100_000)).toBe(false);
  expect(wavEndsEarly(latin('RIFF'), 4)).toBe(false);
});
