/** Ogg Opus (RFC 7845) to packets and exact duration. */
import { PACKET_FRAMES } from '@loa/protocol/vocabulary';
import { joinBytes } from '@loa/runtime/pure';
import { type OggPage, type OggPageFault, parseOggPages } from './ogg-page.ts';
import { OPUS_FRAME_BYTES, readOpusPacket } from './opus-packet.ts';

export type OggOpusFault =
  | OggPageFault
  | 'several-streams'
  | 'page-lost'
  | 'packet-torn'
  | 'no-opus-head'
  | 'opus-head-unsupported'
  | 'no-opus-tags'
  | 'no-end'
  | 'empty'
  | 'packet-invalid'
  | 'packet-not-mono-20ms'
  | 'granule-impossible';

export type OggOpus =
  | {
      readonly outcome: 'parsed';
      /** Each mono, 20 ms. */
      readonly packets: readonly Uint8Array[];
      readonly preSkipFrames: number;
      readonly durationFrames: number;
    }
  | { readonly outcome: 'refused'; readonly fault: OggOpusFault };

const MAX_PRE_SKIP_FRAMES = 5760;

/**
 * Reads a whole file of one mono stream in packets of 20 ms, as prepared sound is. The duration is
 * the last page's granule position less the pre-skip (RFC 7845, sections 4.2 to 4.4).
 */
export function parseOggOpus(bytes: Uint8Array): OggOpus {
  const read = parseOggPages(bytes);
  if (read.outcome === 'refused') return refuse(read.fault);
  const order = faultOfOrder(read.pages);
  if (order !== null) return refuse(order);
  const packets = packetsOf(read.pages);
  if (packets === null) return refuse('packet-torn');
  const [head, tags, ...sound] = packets;
  if (head === undefined || !startsWith(head, 'OpusHead')) return refuse('no-opus-head');
  const preSkipFrames = preSkipOf(head);
  if (preSkipFrames === null) return refuse('opus-head-unsupported');
  if (tags === undefined || !startsWith(tags, 'OpusTags')) return refuse('no-opus-tags');
  const packetFault = faultOfPackets(sound);
  if (packetFault !== null) return refuse(packetFault);
  const end = read.pages.at(-1)?.granule ?? 0;
  const durationFrames = end - preSkipFrames;
  const heldFrames = sound.length * PACKET_FRAMES;
  // More than a packet beyond the end would be sound that nothing accounts for.
  if (durationFrames < 1 || end > heldFrames || end <= heldFrames - 2 * PACKET_FRAMES) {
    return refuse('granule-impossible');
  }
  return { outcome: 'parsed', packets: sound, preSkipFrames, durationFrames };
}

function refuse(fault: OggOpusFault): OggOpus {
  return { outcome: 'refused', fault };
}

function faultOfOrder(pages: readonly OggPage[]): OggOpusFault | null {
  const start = pages[0];
  if (start === undefined) return 'empty';
  for (const [index, page] of pages.entries()) {
    if (page.serial !== start.serial || page.first !== (index === 0)) return 'several-streams';
    if (page.sequence !== start.sequence + index) return 'page-lost';
    if (page.last !== (index === pages.length - 1)) return 'no-end';
  }
  return null;
}

function packetsOf(pages: readonly OggPage[]): Uint8Array[] | null {
  const packets: Uint8Array[] = [];
  let open: Uint8Array[] = [];
  for (const page of pages) {
    if (page.continued !== open.length > 0) return null;
    let at = 0;
    let from = 0;
    for (const lace of page.lacing) {
      at += lace;
      if (lace === 255) continue;
      open.push(page.body.subarray(from, at));
      packets.push(open.length === 1 ? (open[0] ?? new Uint8Array()) : joinBytes(open));
      open = [];
      from = at;
    }
    if (page.lacing.at(-1) === 255) open.push(page.body.subarray(from, at));
  }
  return open.length === 0 ? packets : null;
}

function startsWith(packet: Uint8Array, magic: string): boolean {
  if (packet.length < magic.length) return false;
  for (let i = 0; i < magic.length; i++) if (packet[i] !== magic.charCodeAt(i)) return false;
  return true;
}

/** RFC 7845, section 5.1: version, channels, pre-skip, rate, gain (must be 0), mapping family 0. */
function preSkipOf(head: Uint8Array): number | null {
  if (head.length < 19) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getUint8(8);
  if (version < 1 || version > 15) return null;
  if (view.getUint8(9) !== 1 || view.getInt16(16, true) !== 0 || view.getUint8(18) !== 0) {
    return null;
  }
  const preSkipFrames = view.getUint16(10, true);
  return preSkipFrames <= MAX_PRE_SKIP_FRAMES ? preSkipFrames : null;
}

function faultOfPackets(packets: readonly Uint8Array[]): OggOpusFault | null {
  if (packets.length === 0) return 'empty';
  for (const packet of packets) {
    const read = readOpusPacket(packet);
    if (read === null || packet.length > OPUS_FRAME_BYTES) return 'packet-invalid';
    if (read.frames !== PACKET_FRAMES || read.stereo) return 'packet-not-mono-20ms';
  }
  return null;
}
