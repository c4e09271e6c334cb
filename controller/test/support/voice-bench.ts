/** A place to speak in: a folder of its own, the voices of it, and where they leave what they said. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { silentLogger, systemTimers } from '@loa/runtime/node';
import { type OpenVoices, openVoices, type VoicesDeps } from '../../src/adapters/voices/index.ts';
import type { Speech } from '../../src/engine/voices-port.ts';

export interface VoiceBench extends AsyncDisposable {
  readonly folder: string;
  /** Puts a file under the folder of voices. */
  put(path: string, content: string, mode?: number): string;
  open(deps?: Partial<VoicesDeps>): Promise<OpenVoices>;
  /** What lies where speech is left. */
  left(): string[];
}

export function openVoiceBench(): VoiceBench {
  const folder = mkdtempSync(join(tmpdir(), 'loa-voices-'));
  const uploadDir = join(folder, 'uploads');
  mkdirSync(uploadDir);
  const opened: OpenVoices[] = [];
  return {
    folder,
    put: (path, content, mode = 0o644) => {
      const file = join(folder, 'voices', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content, { mode });
      return file;
    },
    open: async (deps = {}) => {
      const voices = await openVoices({
        directory: join(folder, 'voices'),
        workDir: join(folder, 'work'),
        uploadDir,
        timers: systemTimers,
        logger: silentLogger,
        espeakPath: null,
        ...deps,
      });
      opened.push(voices);
      return voices;
    },
    left: () => readdirSync(uploadDir),
    [Symbol.asyncDispose]: async () => {
      for (const voices of opened) await voices[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function say(
  voices: OpenVoices,
  {
    voiceId,
    spoken = 'xin chào bà con',
    signal,
  }: { voiceId: string; spoken?: string; signal?: AbortSignal },
): Promise<Speech> {
  return voices.speak({ voiceId, spoken, signal: signal ?? new AbortController().signal });
}
