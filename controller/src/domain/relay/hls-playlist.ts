/** HTTP Live Streaming playlists (RFC 8216), as far as sound needs them. Addresses stay as written. */

export interface HlsSegment {
  readonly sequence: number;
  readonly uri: string;
  readonly seconds: number;
}

export type HlsPlaylist =
  | {
      readonly kind: 'master';
      readonly variants: readonly { uri: string; bitsPerSecond: number }[];
    }
  | {
      readonly kind: 'media';
      readonly targetSeconds: number;
      readonly segments: readonly HlsSegment[];
      /** Nothing is added any more. */
      readonly isEnded: boolean;
      /** What has to be read before the segments. */
      readonly headUri: string | null;
    };

export type HlsFault = 'not-a-playlist' | 'encrypted' | 'byte-ranges' | 'too-long' | 'empty';

export const HLS_LIMITS = {
  bytes: 256 * 1024,
  lines: 5_000,
  /** A segment that claims to be longer is refused with its playlist. */
  segmentSeconds: 60,
} as const;

export function parseHlsPlaylist(text: string):
  | { readonly outcome: 'parsed'; readonly playlist: HlsPlaylist }
  | {
      readonly outcome: 'refused';
      readonly fault: HlsFault;
    } {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim());
  if (lines[0] !== '#EXTM3U') return { outcome: 'refused', fault: 'not-a-playlist' };
  if (lines.length > HLS_LIMITS.lines) return { outcome: 'refused', fault: 'too-long' };
  if (lines.some((line) => /^#EXT-X-KEY:/.test(line) && !/METHOD=NONE/.test(line))) {
    return { outcome: 'refused', fault: 'encrypted' };
  }
  if (lines.some((line) => line.startsWith('#EXT-X-BYTERANGE'))) {
    return { outcome: 'refused', fault: 'byte-ranges' };
  }
  const isMaster = lines.some((line) => line.startsWith('#EXT-X-STREAM-INF:'));
  const playlist = isMaster ? masterOf(lines) : mediaOf(lines);
  const isEmpty = playlist.kind === 'master' && playlist.variants.length === 0;
  if (isEmpty) return { outcome: 'refused', fault: 'empty' };
  const isLong = (one: HlsSegment) => one.seconds > HLS_LIMITS.segmentSeconds;
  if (playlist.kind === 'media' && playlist.segments.some(isLong)) {
    return { outcome: 'refused', fault: 'too-long' };
  }
  return { outcome: 'parsed', playlist };
}

/** The variant with the least to fetch: speech needs no more. */
export function plainestVariant(playlist: Extract<HlsPlaylist, { kind: 'master' }>): string {
  const sorted = [...playlist.variants].sort((a, b) => a.bitsPerSecond - b.bitsPerSecond);
  return sorted[0]?.uri ?? '';
}

/** Segments at the live edge that a joining client begins with (RFC 8216, section 6.3.3). */
const EDGE_SEGMENTS = 3;

/** [REL8] What is to be fetched next, given the last that was. */
export function segmentsToFetch(
  playlist: Extract<HlsPlaylist, { kind: 'media' }>,
  after: number | null,
): readonly HlsSegment[] {
  const { segments, isEnded } = playlist;
  if (after === null) return isEnded ? segments : segments.slice(-EDGE_SEGMENTS);
  const last = segments.at(-1)?.sequence ?? -1;
  // A server that began anew counts from below.
  if (last < after) return segments.slice(-EDGE_SEGMENTS);
  return segments.filter(({ sequence }) => sequence > after);
}

function masterOf(lines: readonly string[]): Extract<HlsPlaylist, { kind: 'master' }> {
  const variants = lines.flatMap((line, at) => {
    if (!line.startsWith('#EXT-X-STREAM-INF:')) return [];
    const uri = lines.slice(at + 1).find((one) => one !== '' && !one.startsWith('#'));
    if (uri === undefined) return [];
    const [, bits = '0'] = /[:,]BANDWIDTH=(\d{1,12})/.exec(line) ?? [];
    return [{ uri, bitsPerSecond: Number(bits) }];
  });
  return { kind: 'master', variants };
}

function mediaOf(lines: readonly string[]): Extract<HlsPlaylist, { kind: 'media' }> {
  let sequence = numberOf(lines, '#EXT-X-MEDIA-SEQUENCE:') ?? 0;
  let seconds = 0;
  const segments: HlsSegment[] = [];
  for (const line of lines) {
    if (line.startsWith('#EXTINF:')) seconds = Number.parseFloat(line.slice(8)) || 0;
    else if (line !== '' && !line.startsWith('#')) {
      segments.push({ sequence, uri: line, seconds });
      sequence += 1;
      seconds = 0;
    }
  }
  const map = lines.find((line) => line.startsWith('#EXT-X-MAP:'));
  return {
    kind: 'media',
    targetSeconds: numberOf(lines, '#EXT-X-TARGETDURATION:') ?? 6,
    segments,
    isEnded: lines.includes('#EXT-X-ENDLIST'),
    headUri: map ? (/URI="([^"]+)"/.exec(map)?.[1] ?? null) : null,
  };
}

function numberOf(lines: readonly string[], tag: string): number | null {
  const found = lines.find((line) => line.startsWith(tag));
  const number = Number.parseFloat(found?.slice(tag.length) ?? '');
  return Number.isFinite(number) ? number : null;
}
