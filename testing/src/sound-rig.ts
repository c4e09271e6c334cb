import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync, watch } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@loa/runtime/node';
import { cardRatePpm, type Growth } from './card-rate.ts';
import { favour } from './programs.ts';

/**
 * Sound hardware for tests: a private PulseAudio with one null sink of N channels, one remap sink a
 * node on its own channel, and one capture of all channels, so that the offsets between nodes are
 * exact to the sample.
 */
export interface SoundRig extends AsyncDisposable {
  /** The environment in which node `index` plays into its channel. */
  sinkEnv(index: number): {
    readonly LOA_SINK: 'pulse';
    readonly LOA_PULSE_SERVER: string;
    readonly LOA_PULSE_SINK: string;
  };
  /** In which other programs find this server; its microphone, where it has one, is the default. */
  readonly programEnv: { readonly PULSE_SERVER: string };
  /** Start it before the nodes: its latency sets the block of the null sink. */
  startCapture(file: string): Promise<Capture>;
  /** Kills the server as a crash would; `revive` starts it anew on the same socket. */
  crash(): Promise<void>;
  revive(): Promise<void>;
}

export interface Capture extends AsyncDisposable {
  /** Frames captured so far. */
  frames(): Promise<number>;
  /** Rate of the rig's card against the machine's clock so far; null before a few seconds. */
  cardRatePpm(): number | null;
  /** Ends the capture and gives one signal a channel. Idempotent. */
  stop(): Promise<Float32Array[]>;
}

const START_TIMEOUT_MS = 10_000;
/** Looks at a growing capture: some 100 a second, for an hour and a half. */
const MOST_LOOKS = 540_000;

/** With `microphone` the last channel is a mouth: what is played there, its microphone hears. */
export async function startSoundRig(options: {
  readonly channels: number;
  readonly microphone?: boolean;
}): Promise<SoundRig> {
  const { channels, microphone = false } = options;
  if (channels < 1 || channels > 32) throw new RangeError('channels: 1 … 32');
  const folder = await mkdtemp(join(tmpdir(), 'loa-rig-'));
  const runtime = join(folder, 'pulse');
  await mkdir(runtime, { mode: 0o700 });
  const server = join(folder, 'native');
  const script = join(folder, 'rig.pa');
  await writeFile(script, rigScript(server, channels, microphone));
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    PULSE_RUNTIME_PATH: runtime,
    PULSE_SERVER: `unix:${server}`,
  };
  const captures = new Set<Capture>();
  let daemon = await startDaemon({ script, server, env });
  return {
    programEnv: { PULSE_SERVER: env.PULSE_SERVER },
    sinkEnv: (index) => ({
      LOA_SINK: 'pulse',
      LOA_PULSE_SERVER: server,
      LOA_PULSE_SINK: `node${index}`,
    }),
    startCapture: async (file) => {
      const capture = await startCapture({ file, channels, env });
      captures.add(capture);
      return capture;
    },
    crash: () => end(daemon, 'SIGKILL'),
    revive: async () => {
      await rm(server, { force: true });
      daemon = await startDaemon({ script, server, env });
    },
    [Symbol.asyncDispose]: async () => {
      for (const capture of captures) await capture[Symbol.asyncDispose]();
      await end(daemon, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function channelNames(channels: number): string[] {
  return Array.from({ length: channels }, (_, index) => `aux${index}`);
}

function rigScript(server: string, channels: number, microphone: boolean): string {
  const names = channelNames(channels);
  return [
    `load-module module-native-protocol-unix auth-anonymous=1 socket=${server}`,
    `load-module module-null-sink sink_name=rig rate=48000 channels=${channels} channel_map=${names.join(',')} format=s16le`,
    ...names.map(
      (name, index) =>
        `load-module module-remap-sink sink_name=node${index} master=rig channels=1 channel_map=mono master_channel_map=${name} remix=no`,
    ),
    ...(microphone
      ? [
          `load-module module-remap-source source_name=microphone master=rig.monitor channels=1 channel_map=mono master_channel_map=${names.at(-1)} remix=no`,
          'set-default-source microphone',
        ]
      : []),
    '',
  ].join('\n');
}

interface DaemonOptions {
  readonly script: string;
  readonly server: string;
  readonly env: Record<string, string>;
}

async function startDaemon({ script, server, env }: DaemonOptions): Promise<ChildProcess> {
  const flags = ['--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--disallow-exit=1'];
  const daemon = spawn('pulseaudio', ['-n', '-F', script, ...flags, '--log-target=stderr'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  favour(daemon.pid);
  let log = '';
  daemon.stderr?.on('data', (text: Buffer) => {
    log = (log + text.toString()).slice(-4000);
  });
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += 50) {
    if (daemon.exitCode !== null) throw new Error(`pulseaudio ended: ${log}`);
    if (await answers(server)) return daemon;
    await sleep(50);
  }
  await end(daemon, 'SIGKILL');
  throw new Error(`pulseaudio did not open ${server}: ${log}`);
}

function answers(server: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(server);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

interface CaptureOptions {
  readonly file: string;
  readonly channels: number;
  readonly env: Record<string, string>;
}

async function startCapture({ file, channels, env }: CaptureOptions): Promise<Capture> {
  const output = openSync(file, 'w');
  const recorder = spawn(
    'parec',
    [
      '--raw',
      '-d',
      'rig.monitor',
      '--format=s16le',
      '--rate=48000',
      `--channels=${channels}`,
      `--channel-map=${channelNames(channels).join(',')}`,
      '--latency-msec=20',
    ],
    { env, stdio: ['ignore', output, 'ignore'] },
  );
  closeSync(output);
  for (let waitedMs = 0; (await stat(file)).size === 0; waitedMs += 50) {
    if (waitedMs > START_TIMEOUT_MS || recorder.exitCode !== null) {
      await end(recorder, 'SIGKILL');
      throw new Error('parec captured nothing');
    }
    await sleep(50);
  }
  const growth: Growth[] = [];
  const watcher = watch(file, () => {
    const frames = Math.floor(statSync(file).size / (2 * channels));
    if (growth.length < MOST_LOOKS) growth.push({ atUs: systemClock.monotonicUs(), frames });
  });
  const finish = async (): Promise<void> => {
    watcher.close();
    await end(recorder, 'SIGTERM');
  };
  const stop = async (): Promise<Float32Array[]> => {
    await finish();
    return splitChannels(readFileSync(file), channels);
  };
  return {
    frames: async () => Math.floor((await stat(file)).size / (2 * channels)),
    cardRatePpm: () => cardRatePpm(growth),
    stop,
    [Symbol.asyncDispose]: finish,
  };
}

function splitChannels(raw: Buffer, channels: number): Float32Array[] {
  const frames = Math.floor(raw.length / (2 * channels));
  const signals = Array.from({ length: channels }, () => new Float32Array(frames));
  for (let frame = 0; frame < frames; frame++) {
    for (const [channel, signal] of signals.entries()) {
      signal[frame] = raw.readInt16LE((frame * channels + channel) * 2) / 32_768;
    }
  }
  return signals;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(force);
}
