import { createRequire } from 'node:module';
import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import type { LibraryHandle } from 'koffi';

/** Names and numbers of `alsa/pcm.h`. */
const STREAM_PLAYBACK = 0;
const MODE_NONBLOCK = 1;
const FORMAT_S16_LE = 2;
const ACCESS_RW_INTERLEAVED = 3;
const STATE_PREPARED = 2;

/** Errors of the kernel's list that the sink tells apart, negative as libasound gives them. */
export const ALSA_ERROR = { again: -11, xrun: -32, suspended: -86 } as const;

type Pointer = bigint;

/**
 * One opened PCM. Every call runs on a thread of its own, so that a card or server that does not
 * answer never stops the loop; the caller has one under way at a time.
 */
export interface AlsaPcm {
  /** Frames written and not yet heard; negative is an error. */
  delay(): Promise<number>;
  /** Frames taken, maybe fewer than given; negative is an error. */
  write(pcm: Buffer): Promise<number>;
  /** Begins to play what is written, if it does not play yet. */
  start(): Promise<number>;
  /** After an underrun or a suspension; negative is that it cannot. */
  recover(error: number): Promise<number>;
  close(): Promise<void>;
}

export interface AlsaLibrary {
  /** @throws Error with libasound's own words and the device's name */
  open(device: string, bufferUs: number): Promise<AlsaPcm>;
}

/**
 * Loads koffi, which is optional, and libasound.
 *
 * @throws RangeError naming what is missing and how to get it
 */
export function loadAlsa(): AlsaLibrary {
  return new LoadedAlsa(loadLibrary());
}

function loadLibrary(): LibraryHandle {
  let koffi: typeof import('koffi');
  try {
    koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  } catch (error) {
    throw new RangeError(
      'LOA_SINK: alsa needs the package koffi; run "npm install koffi@3" beside the agent',
      { cause: error },
    );
  }
  try {
    return koffi.load('libasound.so.2');
  } catch (error) {
    throw new RangeError('LOA_SINK: alsa needs libasound; on Debian: apt install libasound2', {
      cause: error,
    });
  }
}

class LoadedAlsa implements AlsaLibrary {
  readonly calls: Calls;

  constructor(library: LibraryHandle) {
    this.calls = declare(library);
  }

  async open(device: string, bufferUs: number): Promise<AlsaPcm> {
    const { calls } = this;
    const out: [Pointer | null] = [null];
    const check = async (what: string, result: Promise<number>): Promise<void> => {
      const code = await result;
      if (code < 0) throw new Error(`${device}: ${what}: ${String(calls.strerror(code))}`);
    };
    await check('open', ask(calls.open, out, device, STREAM_PLAYBACK, MODE_NONBLOCK));
    const pcm = out[0] as Pointer;
    try {
      const form = [FORMAT_S16_LE, ACCESS_RW_INTERLEAVED, 1, SAMPLE_RATE_HZ] as const;
      await check('parameters', ask(calls.setParams, pcm, ...form, 1, bufferUs));
      await check('start threshold', startAtOnce(calls, pcm));
    } catch (error) {
      await ask(calls.close, pcm);
      throw error;
    }
    return new OpenPcm(calls, pcm);
  }
}

class OpenPcm implements AlsaPcm {
  private readonly calls: Calls;
  private readonly pcm: Pointer;

  constructor(calls: Calls, pcm: Pointer) {
    this.calls = calls;
    this.pcm = pcm;
  }

  async delay(): Promise<number> {
    const frames: [number | bigint] = [0];
    const code = await ask(this.calls.delay, this.pcm, frames);
    return code < 0 ? code : Number(frames[0]);
  }

  write(pcm: Buffer): Promise<number> {
    return ask(this.calls.write, this.pcm, pcm, pcm.length / 2);
  }

  async start(): Promise<number> {
    const state = await ask(this.calls.state, this.pcm);
    return state === STATE_PREPARED ? ask(this.calls.start, this.pcm) : 0;
  }

  recover(error: number): Promise<number> {
    return ask(this.calls.recover, this.pcm, error, 1);
  }

  async close(): Promise<void> {
    await ask(this.calls.drop, this.pcm);
    await ask(this.calls.close, this.pcm);
  }
}

type Call = ReturnType<LibraryHandle['func']>;
type Calls = ReturnType<typeof declare>;

function declare(library: LibraryHandle) {
  return {
    strerror: library.func('const char *snd_strerror(int error)'),
    open: library.func(
      'int snd_pcm_open(_Out_ void **pcm, const char *name, int stream, int mode)',
    ),
    setParams: library.func(
      'int snd_pcm_set_params(void *pcm, int format, int access, unsigned int channels, unsigned int rate, int resample, unsigned int latency)',
    ),
    swMalloc: library.func('int snd_pcm_sw_params_malloc(_Out_ void **params)'),
    swFree: library.func('void snd_pcm_sw_params_free(void *params)'),
    swCurrent: library.func('int snd_pcm_sw_params_current(void *pcm, void *params)'),
    swStartAt: library.func(
      'int snd_pcm_sw_params_set_start_threshold(void *pcm, void *params, unsigned long frames)',
    ),
    swSet: library.func('int snd_pcm_sw_params(void *pcm, void *params)'),
    delay: library.func('int snd_pcm_delay(void *pcm, _Out_ long *frames)'),
    state: library.func('int snd_pcm_state(void *pcm)'),
    start: library.func('int snd_pcm_start(void *pcm)'),
    write: library.func('long snd_pcm_writei(void *pcm, const void *buffer, unsigned long frames)'),
    recover: library.func('int snd_pcm_recover(void *pcm, int error, int silent)'),
    drop: library.func('int snd_pcm_drop(void *pcm)'),
    close: library.func('int snd_pcm_close(void *pcm)'),
  };
}

/**
 * By default playing begins when the whole buffer is full, after every underrun anew; the buffer is
 * never filled here.
 */
async function startAtOnce(calls: Calls, pcm: Pointer): Promise<number> {
  const out: [Pointer | null] = [null];
  const made = await ask(calls.swMalloc, out);
  if (made < 0) return made;
  const params = out[0] as Pointer;
  try {
    const known = await ask(calls.swCurrent, pcm, params);
    if (known < 0) return known;
    const set = await ask(calls.swStartAt, pcm, params, 1);
    return set < 0 ? set : await ask(calls.swSet, pcm, params);
  } finally {
    calls.swFree(params);
  }
}

/** A call on a thread of koffi's. */
function ask(call: Call, ...values: unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    call.async(...values, (error: Error | null, result: number | bigint) => {
      if (error) reject(error);
      else resolve(Number(result));
    });
  });
}
