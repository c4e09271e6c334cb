import { expect, test } from 'vitest';
import {
  OPUS_TAGS,
  opusHead,
  opusPacket,
  writeOggOpus,
  writePage,
} from '../../../test/ogg/ogg-writer.ts';
import { type OggOpusFault, parseOggOpus } from './ogg-opus.ts';

const packets = [opusPacket(80), opusPacket(81), opusPacket(82)];
const whole = { packets, preSkipFrames: 312, durationFrames: 2000, segmentsPerPage: 1 };

/** Pages by hand: head, tags and one page of sound, each changed as a case needs. */
function pages(change: {
  head?: Uint8Array;
  tags?: Uint8Array;
  sound?: Uint8Array;
  granule?: bigint;
  sequence?: number;
  flags?: number;
  serial?: number;
  firstFlags?: number;
}): Uint8Array {
  const head = change.head ?? opusHead(312);
  const tags = change.tags ?? OPUS_TAGS;
  const sound = change.sound ?? opusPacket(99);
  const page = (flags: number, sequence: number, body: Uint8Array) => ({
    flags,
    granule: 0n,
    sequence,
    lacing: [body.length],
    body,
  });
  return new Uint8Array(
    Buffer.concat([
      writePage(page(change.firstFlags ?? 2, 0, head)),
      writePage(page(0, 1, tags)),
      writePage({
        ...page(change.flags ?? 4, change.sequence ?? 2, sound),
        granule: change.granule ?? 900n,
        serial: change.serial ?? 7,
      }),
    ]),
  );
}

const hostile: [string, Uint8Array, OggOpusFault][] = [
  ['nothing', new Uint8Array(), 'empty'],
  ['another format', new TextEncoder().encode('RIFF....WAVEfmt '), 'not-ogg'],
  ['an end inside a page', writeOggOpus(whole).subarray(0, -10), 'cut-short'],
  ['another codec', pages({ head: new Uint8Array(19) }), 'no-opus-head'],
  ['two channels', pages({ head: opusHead(312, 2) }), 'opus-head-unsupported'],
  [
    'a gain that the node would not apply',
    pages({ head: opusHead(312, 1, 256) }),
    'opus-head-unsupported',
  ],
  ['a pre-skip beyond 120 ms', pages({ head: opusHead(5761) }), 'opus-head-unsupported'],
  [
    'a head that is too short',
    pages({ head: opusHead(312).subarray(0, 12) }),
    'opus-head-unsupported',
  ],
  ['no comments', pages({ tags: opusPacket(10) }), 'no-opus-tags'],
  ['a lost page', pages({ sequence: 3 }), 'page-lost'],
  ['a second stream', pages({ serial: 8 }), 'several-streams'],
  ['a chained stream', pages({ flags: 6 }), 'several-streams'],
  ['no first page', pages({ firstFlags: 0 }), 'several-streams'],
  ['no end of stream', pages({ flags: 0 }), 'no-end'],
  ['a continuation of nothing', pages({ flags: 5 }), 'packet-torn'],
  [
    'a packet of two frames',
    pages({ sound: new Uint8Array([(1 << 3) | 1, 0, 0]) }),
    'packet-not-mono-20ms',
  ],
  ['a stereo packet', pages({ sound: new Uint8Array([(1 << 3) | 4, 0]) }), 'packet-not-mono-20ms'],
  ['a packet of 60 ms', pages({ sound: new Uint8Array([3 << 3, 0]) }), 'packet-not-mono-20ms'],
  ['a packet of no frames', pages({ sound: new Uint8Array([(1 << 3) | 3, 0]) }), 'packet-invalid'],
  ['an empty packet', pages({ sound: new Uint8Array() }), 'packet-invalid'],
  ['an end before the beginning', pages({ granule: 312n }), 'granule-impossible'],
  ['an end beyond the sound', pages({ granule: 961n }), 'granule-impossible'],
  ['a negative end', pages({ granule: -2n }), 'granule-impossible'],
  ['an endless end', pages({ granule: 2n ** 62n }), 'granule-impossible'],
];

test.each(hostile)('[MED10] %s is refused by name', (_, bytes, fault) => {
  expect(parseOggOpus(bytes)).toMatchObject({ outcome: 'refused', fault });
});

test('[MED9] the last granule less the pre-skip is the duration', () => {
  expect(parseOggOpus(writeOggOpus(whole))).toEqual({
    outcome: 'parsed',
    packets,
    preSkipFrames: 312,
    durationFrames: 2000,
  });
});
