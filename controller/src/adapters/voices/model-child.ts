/** The process that speaks with a model: one job on its input, WAV on its output, then it is over. */
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import type { ModelJob } from './model-voice.ts';
import { wavHeader } from './wav.ts';

/** As much of sherpa-onnx-node as is used here. */
interface Runtime {
  readonly OfflineTts: new (config: {
    readonly model: {
      readonly vits: { readonly model: string; readonly tokens: string; readonly dataDir: string };
      readonly numThreads: number;
      readonly provider: 'cpu';
      readonly debug: false;
    };
    readonly maxNumSentences: number;
  }) => {
    generate(request: { text: string; sid: number; speed: number }): {
      readonly samples: Float32Array;
      readonly sampleRate: number;
    };
  };
}

function speak(job: ModelJob): { samples: Float32Array; sampleRate: number } {
  const { OfflineTts } = createRequire(import.meta.url)(job.runtime) as Runtime;
  const { model, tokens, dataDir } = job;
  const tts = new OfflineTts({
    model: { vits: { model, tokens, dataDir }, numThreads: 1, provider: 'cpu', debug: false },
    maxNumSentences: 1,
  });
  return tts.generate({ text: job.spoken, sid: job.speaker, speed: job.speed });
}

function pcm(samples: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [index, sample] of samples.entries()) {
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), index * 2);
  }
  return bytes;
}

try {
  const job = JSON.parse((await buffer(process.stdin)).toString('utf8')) as ModelJob;
  const { samples, sampleRate } = speak(job);
  process.stdout.write(wavHeader(sampleRate, samples.length * 2));
  process.stdout.write(pcm(samples));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
