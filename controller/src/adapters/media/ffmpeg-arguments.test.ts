import { expect, test } from 'vitest';
import {
  encodeArguments,
  excerptArguments,
  measureArguments,
  probeArguments,
  shapeArguments,
} from './ffmpeg-arguments.ts';

const shaping = { aim: 'loudness', gainDb: 4.5, ceilingDb: -2.5 } as const;

test.each([
  ['measuring', measureArguments('file:/in').inputOptions],
  ['encoding', encodeArguments('file:/in', { shaping, constantRate: false }).inputOptions],
  ['probing', probeArguments('file:/in').inputOptions],
] as const)('[MED2] %s reaches files and pipes in listed formats and codecs only', (_, words) => {
  const value = (name: string) => words[words.indexOf(name) + 1];
  expect(value('-protocol_whitelist')).toBe('file,pipe');
  expect(value('-format_whitelist')?.split(',')).not.toContain('hls');
  expect(value('-format_whitelist')?.split(',')).not.toContain('concat');
  expect(value('-codec_whitelist')?.split(',')).not.toContain('png');
});

test('[MED9] sound is 48 kHz mono Opus at 32 kbit/s in packets of 20 ms', () => {
  const { filters, outputOptions } = encodeArguments('file:/in', {
    shaping,
    constantRate: false,
  });
  expect(filters[0]).toBe('aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=mono');
  const text = outputOptions.join(' ');
  expect(text).toContain('-c:a libopus -b:a 32k -vbr constrained');
  expect(text).toContain('-frame_duration 20');
  expect(text).toContain('-t 3660');
});

test('[MED9] the limiter delays nothing: what it looks ahead is cut off in front', () => {
  const { filters } = shapeArguments('file:/in', shaping);
  expect(filters.join()).toContain('apad=pad_len=240,alimiter=level=disabled:limit=0.74989');
  expect(filters.join()).toContain('atrim=start_sample=240');
});

test('[MED17] an excerpt is a piece out of every period, as samples', () => {
  const excerpt = { periodSeconds: 400, pieceSeconds: 10 };
  const { filters, outputOptions } = excerptArguments('file:/in', excerpt);
  const pieces = "aselect='between(mod(t,400)-390.00*mod(floor(t/400)*0.618034,1),0,10)'";
  expect(filters.slice(2, 4)).toEqual([pieces, 'asetpts=N/SR/TB']);
  expect(outputOptions.join(' ')).toContain('-c:a pcm_f32le');
});
