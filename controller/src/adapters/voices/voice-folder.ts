/** Folders that an operator puts under `voices/` in the data folder: a model, or a service. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { VOICE_RULES } from '../../domain/speech/voice-rules.ts';

/** A folder's name is the voice's id. */
const FOLDER = /^[a-z0-9][a-z0-9-]{0,39}$/;

const words = z.string().trim().min(1).max(200);
const about = {
  label: words.describe('As people choose it'),
  licence: words.describe('What its makers ask for; shown beside it'),
  language: z.string().min(2).max(16).default('vi'),
};

export const modelSchema = z.strictObject({
  ...about,
  speaker: z.int().min(0).max(10_000).default(0),
  speed: z.number().min(0.5).max(2).default(1),
});
export type ModelConfig = z.infer<typeof modelSchema>;

const fields = z.record(z.string().max(100), z.string().max(5_000));

export const serviceSchema = z.strictObject({
  ...about,
  kind: z.literal('http'),
  url: z.url({ protocol: /^https?$/ }),
  method: z.enum(['GET', 'POST']).default('POST'),
  headers: fields.default({}).describe('{{secret}} stands for the content of the file secret'),
  query: fields.default({}).describe('Added to the address; {{text}} stands for the text'),
  body: z
    .discriminatedUnion('as', [
      z.strictObject({ as: z.literal('text'), text: z.string().max(5_000).default('{{text}}') }),
      z.strictObject({ as: z.literal('form'), fields }),
      z.strictObject({ as: z.literal('json'), value: z.json() }),
    ])
    .optional()
    .describe('{{text}} stands for the text'),
  response: z
    .discriminatedUnion('as', [
      z.strictObject({ as: z.literal('audio') }),
      z.strictObject({ as: z.literal('base64'), path: words }),
      z.strictObject({
        as: z.literal('url'),
        path: words,
        hosts: z.array(z.string().max(253)).max(8).default([]).describe('Where the sound may be'),
      }),
    ])
    .default({ as: 'audio' }),
  timeoutSeconds: z.int().min(1).max(120).default(60),
});
export type ServiceConfig = z.infer<typeof serviceSchema>;

export type VoiceFolder =
  | {
      readonly kind: 'model';
      readonly voiceId: string;
      readonly folder: string;
      readonly config: ModelConfig;
    }
  | {
      readonly kind: 'service';
      readonly voiceId: string;
      readonly folder: string;
      readonly config: ServiceConfig;
      readonly secret: string | null;
    }
  /** What is wrong with it and how to mend that. */
  | { readonly kind: 'faulty'; readonly voiceId: string; readonly remedy: string };

const MODEL_FILES = ['model.onnx', 'tokens.txt', 'espeak-ng-data'] as const;

/** Every folder there, sorted; none where the directory is missing. */
export function readVoiceFolders(directory: string): readonly VoiceFolder[] {
  return foldersOf(directory)
    .slice(0, VOICE_RULES.voices)
    .map((name) => readVoiceFolder(join(directory, name), name));
}

function foldersOf(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

class Fault extends Error {}

function readVoiceFolder(folder: string, name: string): VoiceFolder {
  try {
    if (!FOLDER.test(name)) {
      throw new Fault('name the folder with small letters, digits and dashes');
    }
    if (exists(join(folder, 'provider.json'))) return readService(folder, name);
    return readModel(folder, name);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { kind: 'faulty', voiceId: name, remedy: `voices/${name}: ${error.message}` };
  }
}

function readModel(folder: string, voiceId: string): VoiceFolder {
  const config = readConfig(folder, 'model.json', modelSchema);
  for (const file of MODEL_FILES) {
    if (!exists(join(folder, file))) throw new Fault(`${file} is missing: copy it there`);
  }
  return { kind: 'model', voiceId, folder, config };
}

function readService(folder: string, voiceId: string): VoiceFolder {
  const config = readConfig(folder, 'provider.json', serviceSchema);
  if (!isSafe(new URL(config.url))) {
    throw new Fault('provider.json: url: use https; http only to this machine');
  }
  const wantsSecret = Object.values(config.headers).some((value) => value.includes('{{secret}}'));
  const secret = wantsSecret ? readSecret(folder) : null;
  return { kind: 'service', voiceId, folder, config, secret };
}

/** Encrypted, or to a service on this very machine. */
export function isSafe({ protocol, hostname }: URL): boolean {
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isHere);
}

function readSecret(folder: string): string {
  const path = join(folder, 'secret');
  if (!exists(path))
    throw new Fault('the file secret is missing: write the key of the service there');
  // Groups and others: nothing.
  if ((statSync(path).mode & 0o077) !== 0) throw new Fault('the file secret: chmod 600 it');
  const secret = readFileSync(path, 'utf8').trim();
  if (!/^[\x21-\x7e]{1,4096}$/.test(secret)) {
    throw new Fault('the file secret: it holds one line without spaces');
  }
  return secret;
}

function readConfig<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): z.infer<Schema> {
  const path = join(folder, file);
  if (!exists(path)) throw new Fault(`${file} is missing: see docs/VOICES.md`);
  if (statSync(path).size > VOICE_RULES.configBytes) throw new Fault(`${file} is too large`);
  const parsed = schema.safeParse(parseJson(readFileSync(path, 'utf8'), file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new Fault(`${file}: ${field === '' ? '' : `${field}: `}${issue?.message ?? 'not valid'}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault(`${file} is no JSON`);
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
