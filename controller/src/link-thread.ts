/**
 * The thread that has the nodes' sockets: what sends sound to thousands never waits for the database,
 * and neither waits for this. Started by the node link with its address, its folder and the time.
 */
import { createPrivateKey, sign } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { decodeBase64Url, LoaError, type Logger } from '@loa/runtime/pure';
import { createLinkHub } from './adapters/agent-link/hub.ts';
import { listenForNodes } from './adapters/agent-link/hub-server.ts';
import type {
  FromThread,
  LogLevel,
  ThreadStart,
  ToThread,
} from './adapters/agent-link/thread-messages.ts';
import { readAssetFiles } from './adapters/asset-files/index.ts';
import { createOpusVoiceEncoder } from './adapters/opus/opus-voice-encoder.ts';
import type { StreamOpening } from './engine/streams-port.ts';
import { followTimeline } from './engine/timeline.ts';
import { createVoiceStream } from './streaming/voice-stream.ts';

const owner = parentPort;
if (!owner) throw new Error('link-thread: it is started by the node link, as a thread');
const { address, assetDir, timeline: state } = workerData as ThreadStart;

function say(message: FromThread): void {
  owner?.postMessage(message);
}

/** Fields must be such as can be copied to another thread; errors are. */
function logAs(level: LogLevel): Logger['info'] {
  return (fields, message) => say({ kind: 'log', level, fields, message });
}

const logger: Logger = {
  debug: logAs('debug'),
  info: logAs('info'),
  warn: logAs('warn'),
  error: logAs('error'),
  child: () => logger,
};

const timeline = followTimeline(systemClock, state);

function signerOf({ privateKey }: StreamOpening): (input: Uint8Array) => Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  return (input) => sign(null, input, key);
}

const hub = createLinkHub({
  ...{ timeline, logger, clock: systemClock, timers: systemTimers, random: systemRandom },
  assets: readAssetFiles(assetDir),
  post: (batch) => say({ kind: 'batch', batch }),
  openVoice: (stream, opening, outlet) =>
    createVoiceStream({
      ...{ stream, opening, ...outlet },
      streamId: decodeBase64Url(opening.streamId),
      encoder: createOpusVoiceEncoder(opening.sampleRateHz === 16_000 ? 16_000 : 48_000),
      sign: signerOf(opening),
      nowUs: () => timeline.nowUs(),
    }),
});

async function listen(): Promise<void> {
  const server = await listenForNodes(hub, address);
  const { url, port } = server;
  owner?.on('message', (message: ToThread) => {
    if (message.kind === 'batch') hub.take(message.batch);
    else if (message.kind === 'slew') timeline.follow(message.slew);
    else if (message.kind === 'certificate') server.useCertificate(message.tls);
    else {
      server.close();
      void hub.close().then(() => say({ kind: 'closed' }));
    }
  });
  say({ kind: 'listening', url, port });
}

await listen().catch((error: unknown) => {
  if (!(error instanceof LoaError)) throw error;
  say({ kind: 'failed', code: error.code, message: error.message });
  owner?.close();
});
