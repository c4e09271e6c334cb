/** The bytes of a source in order: a stream as it comes, or the segments of a playlist one by one. */
import type { IncomingMessage } from 'node:http';
import {
  HLS_LIMITS,
  type HlsPlaylist,
  type HlsSegment,
  parseHlsPlaylist,
  plainestVariant,
  segmentsToFetch,
} from '../../domain/relay/hls-playlist.ts';
import { type FetchContext, type Fetched, fetchListed, SourceFault } from './fetch-listed.ts';
import { SOURCE_LIMITS } from './limits.ts';

const PLAYLIST_TYPE = /mpegurl/i;

/** @throws SourceFault */
export async function* feedOf(url: string, context: FetchContext): AsyncGenerator<Buffer> {
  const fetched = await fetchListed(url, context);
  if (isPlaylist(fetched)) yield* playlistFeed(fetched, context);
  else yield* partsOf(fetched.answer, context);
}

function isPlaylist({ url, answer }: Fetched): boolean {
  return PLAYLIST_TYPE.test(answer.headers['content-type'] ?? '') || url.pathname.endsWith('.m3u8');
}

/** [REL6] Waits for each part no longer than a stall, but as long as nobody takes the one before. */
async function* partsOf(
  answer: IncomingMessage,
  { timers }: FetchContext,
  mostBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  const parts = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const next = async (): Promise<IteratorResult<Buffer>> => {
    using _stall = timers.after(SOURCE_LIMITS.stallMs, () =>
      answer.destroy(new SourceFault('stalled', 'nothing came for ten seconds')),
    );
    return await parts.next();
  };
  let bytes = 0;
  try {
    for (;;) {
      const part = await next();
      if (part.done) return;
      bytes += part.value.length;
      if (bytes > mostBytes) throw new SourceFault('playlist-bad', 'a part is too large');
      yield part.value;
    }
  } catch (error) {
    if (error instanceof SourceFault) throw error;
    throw new SourceFault('ended', (error as Error).message);
  } finally {
    answer.destroy();
  }
}

async function textOf(answer: IncomingMessage, context: FetchContext): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of partsOf(answer, context, HLS_LIMITS.bytes)) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

async function readPlaylist(fetched: Fetched, context: FetchContext): Promise<HlsPlaylist> {
  const parsed = parseHlsPlaylist(await textOf(fetched.answer, context));
  if (parsed.outcome === 'parsed') return parsed.playlist;
  throw new SourceFault('playlist-bad', `the playlist cannot be used: ${parsed.fault}`);
}

/** [REL8] */
async function* playlistFeed(first: Fetched, context: FetchContext): AsyncGenerator<Buffer> {
  let fetched = first;
  let playlist = await readPlaylist(fetched, context);
  if (playlist.kind === 'master') {
    fetched = await fetchListed(plainestVariant(playlist), context, fetched.url);
    playlist = await readPlaylist(fetched, context);
  }
  const { url } = fetched;
  let last: number | null = null;
  let isHeadSent = false;
  let triesLeft: number = SOURCE_LIMITS.playlistTries;
  for (;;) {
    if (playlist.kind === 'master')
      throw new SourceFault('playlist-bad', 'a list of lists of lists');
    if (!isHeadSent && playlist.headUri !== null) yield* segment(playlist.headUri, url, context);
    isHeadSent = true;
    const due: readonly HlsSegment[] = segmentsToFetch(playlist, last);
    for (const { uri, sequence } of due) {
      yield* segment(uri, url, context);
      last = sequence;
    }
    if (playlist.isEnded) return;
    triesLeft = due.length > 0 ? SOURCE_LIMITS.playlistTries : triesLeft - 1;
    if (triesLeft <= 0) throw new SourceFault('stalled', 'the playlist brings nothing new');
    await pause(waitMs(playlist.targetSeconds), context);
    playlist = await readPlaylist(await fetchListed(url.href, context), context);
  }
}

/** Half a segment: what is new is there within the next one (RFC 8216, section 6.3.4). */
function waitMs(targetSeconds: number): number {
  return Math.max(SOURCE_LIMITS.playlistEveryMs, Math.min(targetSeconds, 20) * 500);
}

async function* segment(uri: string, base: URL, context: FetchContext): AsyncGenerator<Buffer> {
  const { answer } = await fetchListed(uri, context, base);
  yield* partsOf(answer, context, SOURCE_LIMITS.segmentBytes);
}

async function pause(delayMs: number, { signal, timers }: FetchContext): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  using _timer = timers.after(delayMs, resolve);
  const wake = (): void => resolve();
  signal.addEventListener('abort', wake, { once: true });
  await promise;
  signal.removeEventListener('abort', wake);
  signal.throwIfAborted();
}
