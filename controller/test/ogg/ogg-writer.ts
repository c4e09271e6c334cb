/** Writes Ogg Opus files for tests: a muxer of its own, so that the parser meets a second opinion. */

/** CRC-32 of RFC 3533, bit by bit, over a page whose checksum field is still zero. */
function checksum(page: Uint8Array): number {
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
  }
  return crc >>> 0;
}

export interface PageSpec {
  readonly flags: number;
  readonly granule: bigint;
  readonly sequence: number;
  readonly lacing: readonly number[];
  readonly body: Uint8Array;
  readonly serial?: number;
}

export function writePage(spec: PageSpec): Uint8Array {
  const page = new Uint8Array(27 + spec.lacing.length + spec.body.length);
  const view = new DataView(page.buffer);
  page.set(new TextEncoder().encode('OggS'));
  view.setUint8(5, spec.flags);
  view.setBigInt64(6, spec.granule, true);
  view.setUint32(14, spec.serial ?? 7, true);
  view.setUint32(18, spec.sequence, true);
  view.setUint8(26, spec.lacing.length);
  page.set(spec.lacing, 27);
  page.set(spec.body, 27 + spec.lacing.length);
  view.setUint32(22, checksum(page), true);
  return page;
}

export function opusHead(preSkipFrames: number, channels = 1, gain = 0): Uint8Array {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  head.set(new TextEncoder().encode('OpusHead'));
  view.setUint8(8, 1);
  view.setUint8(9, channels);
  view.setUint16(10, preSkipFrames, true);
  view.setUint32(12, 48_000, true);
  view.setInt16(16, gain, true);
  return head;
}

export const OPUS_TAGS: Uint8Array = new Uint8Array([
  ...new TextEncoder().encode('OpusTags'),
  ...[0, 0, 0, 0, 0, 0, 0, 0],
]);

/** A mono SILK packet of 20 ms (configuration 1, code 0) with a body of `length` bytes. */
export function opusPacket(length: number, fill = 1): Uint8Array {
  const packet = new Uint8Array(length + 1).fill(fill);
  packet[0] = 1 << 3;
  return packet;
}

function lacingOf(length: number): number[] {
  return [...Array<number>(Math.floor(length / 255)).fill(255), length % 255];
}

export interface OggSpec {
  readonly packets: readonly Uint8Array[];
  readonly preSkipFrames: number;
  readonly durationFrames: number;
  /** Lacing values a page takes: small ones tear packets across pages. */
  readonly segmentsPerPage: number;
  readonly head?: Uint8Array;
}

export function writeOggOpus(spec: OggSpec): Uint8Array {
  const pages = [
    writePage({
      flags: 2,
      granule: 0n,
      sequence: 0,
      lacing: lacingOf((spec.head ?? opusHead(0)).length),
      body: spec.head ?? opusHead(spec.preSkipFrames),
    }),
    writePage({
      flags: 0,
      granule: 0n,
      sequence: 1,
      lacing: lacingOf(OPUS_TAGS.length),
      body: OPUS_TAGS,
    }),
  ];
  const lacing = spec.packets.flatMap((packet) => lacingOf(packet.length));
  const body = new Uint8Array(Buffer.concat(spec.packets));
  let at = 0;
  let ended = 0;
  let open = false;
  for (let from = 0; from < lacing.length; from += spec.segmentsPerPage) {
    const part = lacing.slice(from, from + spec.segmentsPerPage);
    const size = part.reduce((sum, lace) => sum + lace, 0);
    const ends = part.filter((lace) => lace < 255).length;
    const last = from + spec.segmentsPerPage >= lacing.length;
    ended += ends;
    const granule = last ? spec.preSkipFrames + spec.durationFrames : ended * 960;
    pages.push(
      writePage({
        flags: (open ? 1 : 0) | (last ? 4 : 0),
        granule: ends === 0 ? -1n : BigInt(granule),
        sequence: pages.length,
        lacing: part,
        body: body.subarray(at, at + size),
      }),
    );
    at += size;
    open = part.at(-1) === 255;
  }
  return new Uint8Array(Buffer.concat(pages));
}
