/** Opus packets to an Ogg Opus file (RFC 7845), one packet a page, as prepared sound has it. */
import { PACKET_FRAMES, SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { joinBytes } from '@loa/runtime/pure';
import { writeOggPage } from './ogg-page.ts';

export interface OpusSound {
  /** Mono, 20 ms. */
  readonly packets: readonly Uint8Array[];
  readonly preSkipFrames: number;
  readonly durationFrames: number;
}

const FIRST = 0x02;
const LAST = 0x04;
/** Any number will do for a file of one stream. */
const SERIAL = 1;
const VENDOR = 'loa';

export function writeOggOpus({ packets, preSkipFrames, durationFrames }: OpusSound): Uint8Array {
  const end = preSkipFrames + durationFrames;
  const serial = SERIAL;
  const pages = [
    writeOggPage({
      flags: FIRST,
      granule: 0,
      serial,
      sequence: 0,
      packet: opusHead(preSkipFrames),
    }),
    writeOggPage({ flags: 0, granule: 0, serial, sequence: 1, packet: opusTags() }),
  ];
  for (const [index, packet] of packets.entries()) {
    const isLast = index === packets.length - 1;
    const granule = isLast ? end : (index + 1) * PACKET_FRAMES;
    pages.push(
      writeOggPage({ flags: isLast ? LAST : 0, granule, serial, sequence: index + 2, packet }),
    );
  }
  return joinBytes(pages);
}

/** RFC 7845, section 5.1. */
function opusHead(preSkipFrames: number): Uint8Array {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  head.set(letters('OpusHead'));
  view.setUint8(8, 1);
  view.setUint8(9, 1);
  view.setUint16(10, preSkipFrames, true);
  view.setUint32(12, SAMPLE_RATE_HZ, true);
  return head;
}

/** RFC 7845, section 5.2: a vendor and no comments. */
function opusTags(): Uint8Array {
  const tags = new Uint8Array(8 + 4 + VENDOR.length + 4);
  tags.set(letters('OpusTags'));
  new DataView(tags.buffer).setUint32(8, VENDOR.length, true);
  tags.set(letters(VENDOR), 12);
  return tags;
}

function letters(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
