/** Pages of an Ogg physical stream (RFC 3533, section 6). */
export interface OggPage {
  readonly continued: boolean;
  readonly first: boolean;
  readonly last: boolean;
  /** Null is −1: no packet ends on the page. */
  readonly granule: number | null;
  readonly serial: number;
  readonly sequence: number;
  /** Lacing values: 255 goes on, less ends a packet. */
  readonly lacing: Uint8Array;
  readonly body: Uint8Array;
}

export type OggPageFault = 'not-ogg' | 'cut-short' | 'checksum-wrong' | 'granule-impossible';

export type OggPages =
  | { readonly outcome: 'parsed'; readonly pages: readonly OggPage[] }
  | { readonly outcome: 'refused'; readonly fault: OggPageFault; readonly atByte: number };

const HEADER_BYTES = 27;
const CAPTURE = 0x4f676753; // "OggS"

/** CRC-32 of RFC 3533: polynomial 0x04c11db7, not reflected, start 0, no final inversion. */
const CRC_TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value & 0x80000000 ? 0x04c11db7 : 0);
  return value;
});

/** Checksum of a whole page, its own checksum field (bytes 22 … 25) taken as zero. */
function oggChecksum(page: Uint8Array): number {
  let crc = 0;
  for (let at = 0; at < page.length; at++) {
    const byte = at >= 22 && at < 26 ? 0 : (page[at] ?? 0);
    crc = (crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0);
  }
  return crc >>> 0;
}

export function parseOggPages(bytes: Uint8Array): OggPages {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pages: OggPage[] = [];
  let at = 0;
  while (at < bytes.length) {
    const size = pageSize(view, at);
    if (typeof size === 'string') return { outcome: 'refused', fault: size, atByte: at };
    const page = readPage(view, bytes.subarray(at, at + size));
    if (typeof page === 'string') return { outcome: 'refused', fault: page, atByte: at };
    pages.push(page);
    at += size;
  }
  return { outcome: 'parsed', pages };
}

function pageSize(view: DataView, at: number): number | OggPageFault {
  const left = view.byteLength - at;
  if (left >= 4 && view.getUint32(at) !== CAPTURE) return 'not-ogg';
  if (left < HEADER_BYTES) return left >= 4 ? 'cut-short' : 'not-ogg';
  if (view.getUint8(at + 4) !== 0) return 'not-ogg';
  const segments = view.getUint8(at + 26);
  if (left < HEADER_BYTES + segments) return 'cut-short';
  let size = HEADER_BYTES + segments;
  for (let i = 0; i < segments; i++) size += view.getUint8(at + HEADER_BYTES + i);
  return left < size ? 'cut-short' : size;
}

function readPage(whole: DataView, page: Uint8Array): OggPage | OggPageFault {
  const view = new DataView(whole.buffer, page.byteOffset, page.byteLength);
  if (view.getUint32(22, true) !== oggChecksum(page)) return 'checksum-wrong';
  const granule = view.getBigInt64(6, true);
  if (granule < -1n || granule > BigInt(Number.MAX_SAFE_INTEGER)) return 'granule-impossible';
  const flags = view.getUint8(5);
  const segments = view.getUint8(26);
  return {
    continued: (flags & 1) !== 0,
    first: (flags & 2) !== 0,
    last: (flags & 4) !== 0,
    granule: granule === -1n ? null : Number(granule),
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    lacing: page.subarray(HEADER_BYTES, HEADER_BYTES + segments),
    body: page.subarray(HEADER_BYTES + segments),
  };
}

/** One packet as a page of its own; it must be shorter than 65,025 bytes. */
export function writeOggPage(page: {
  readonly flags: number;
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  readonly packet: Uint8Array;
}): Uint8Array {
  const { packet } = page;
  const segments = Math.floor(packet.length / 255) + 1;
  if (segments > 255) throw new RangeError('packet: too long for one Ogg page');
  const bytes = new Uint8Array(HEADER_BYTES + segments + packet.length).fill(
    255,
    HEADER_BYTES,
    HEADER_BYTES + segments,
  );
  const view = new DataView(bytes.buffer);
  view.setUint32(0, CAPTURE);
  view.setUint8(5, page.flags);
  view.setBigInt64(6, BigInt(page.granule), true);
  view.setUint32(14, page.serial, true);
  view.setUint32(18, page.sequence, true);
  view.setUint8(26, segments);
  view.setUint8(HEADER_BYTES + segments - 1, packet.length % 255);
  bytes.set(packet, HEADER_BYTES + segments);
  view.setUint32(22, oggChecksum(bytes), true);
  return bytes;
}
