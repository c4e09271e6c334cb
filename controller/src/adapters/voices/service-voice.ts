/**
 * A service that speaks over HTTP, as its `provider.json` describes it. What it sends is only bytes
 * here: the sound is checked as every upload is. It is asked where it was configured to be, and
 * nowhere that its answers point to unless the configuration names that host.
 */
import { open } from 'node:fs/promises';
import type { Timers } from '@loa/runtime/pure';
import { VOICE_RULES } from '../../domain/speech/voice-rules.ts';
import type { Voice } from '../../engine/voices-port.ts';
import { isSafe, type ServiceConfig, type VoiceFolder } from './voice-folder.ts';
import { type Made, refusedBy, type VoiceMaker } from './voice-maker.ts';

/** Thrown inside; told as an outcome. */
class ServiceFault extends Error {
  readonly reason: 'voice-failed' | 'voice-too-long';

  constructor(message: string, reason: 'voice-failed' | 'voice-too-long' = 'voice-failed') {
    super(message);
    this.reason = reason;
  }
}

export function serviceVoice(
  { voiceId, config, secret }: Extract<VoiceFolder, { kind: 'service' }>,
  timers: Timers,
): VoiceMaker {
  const { label, licence, language } = config;
  const voice: Voice = { voiceId, label, kind: 'service', licence, language, remedy: null };
  return {
    voice,
    make: async (utterance) => {
      const tooSlow = new AbortController();
      using _timer = timers.after(config.timeoutSeconds * 1000, () => tooSlow.abort());
      const signal = AbortSignal.any([utterance.signal, tooSlow.signal]);
      try {
        const request = requestFor(config, { spoken: utterance.spoken, secret });
        await receive({ config, timers, signal, request, file: utterance.file });
        return { outcome: 'made' };
      } catch (error) {
        utterance.signal.throwIfAborted();
        if (tooSlow.signal.aborted) return refusedBy('voice-too-slow', `${label} took too long`);
        return told(label, error);
      }
    },
  };
}

function told(label: string, error: unknown): Made {
  if (error instanceof ServiceFault) return refusedBy(error.reason, `${label}: ${error.message}`);
  // What `fetch` throws of networks is a TypeError with a cause; the rest is ours.
  if (error instanceof TypeError && error.cause !== undefined) {
    return refusedBy('voice-failed', `${label} cannot be reached`);
  }
  throw error;
}

interface ServiceRequest {
  readonly url: URL;
  readonly init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
  };
}

function requestFor(
  config: ServiceConfig,
  { spoken, secret }: { readonly spoken: string; readonly secret: string | null },
): ServiceRequest {
  const withText = (template: string): string => template.replaceAll('{{text}}', () => spoken);
  const url = new URL(config.url);
  for (const [name, value] of Object.entries(config.query)) {
    url.searchParams.set(name, withText(value));
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(config.headers)) {
    headers[name.toLowerCase()] = value.replaceAll('{{secret}}', () => secret ?? '');
  }
  const { method, body } = config;
  if (!body) return { url, init: { method, headers } };
  const [type, text] = bodyOf(body, withText);
  return { url, init: { method, headers: { 'content-type': type, ...headers }, body: text } };
}

function bodyOf(
  body: NonNullable<ServiceConfig['body']>,
  withText: (template: string) => string,
): readonly [type: string, text: string] {
  switch (body.as) {
    case 'text':
      return ['text/plain; charset=utf-8', withText(body.text)];
    case 'form': {
      const entries = Object.entries(body.fields).map(([name, value]): [string, string] => [
        name,
        withText(value),
      ]);
      return ['application/x-www-form-urlencoded', new URLSearchParams(entries).toString()];
    }
    case 'json':
      // In the parsed value, so that no text can end a string of it.
      return [
        'application/json',
        JSON.stringify(body.value, (_, value) =>
          typeof value === 'string' ? withText(value) : value,
        ),
      ];
  }
}

interface Reception {
  readonly config: ServiceConfig;
  readonly timers: Timers;
  readonly signal: AbortSignal;
  readonly request: ServiceRequest;
  readonly file: string;
}

async function receive(reception: Reception): Promise<void> {
  const { config, request, signal, file } = reception;
  const answer = await ask(request, signal);
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new ServiceFault(`it answered ${answer.status}`);
  }
  const { response } = config;
  if (response.as === 'audio') return await store(answer, file);
  const named = fieldAt(await readJson(answer), response.path);
  if (response.as === 'base64') return await storeBase64(named, file);
  await fetchNamed(reception, { address: named, hosts: response.hosts });
}

/** Follows redirects within the host alone: another was not configured and gets no secret. */
async function ask({ url, init }: ServiceRequest, signal: AbortSignal): Promise<Response> {
  let at = url;
  for (let hop = 0; hop <= VOICE_RULES.serviceRedirects; hop += 1) {
    const answer = await fetch(at, { ...init, redirect: 'manual', signal });
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status >= 400 || location === null) return answer;
    await answer.body?.cancel();
    const next = parseAddress(location, at.href, 'it leads to what is no address');
    if (next.host !== url.host || next.protocol !== url.protocol) {
      throw new ServiceFault(`it leads to another host (${next.host})`);
    }
    at = next;
  }
  throw new ServiceFault('it leads round in circles');
}

/** The sound behind an address in the answer; some services have it there only after a while. */
async function fetchNamed(
  { config, timers, signal, file }: Reception,
  { address, hosts }: { readonly address: string; readonly hosts: readonly string[] },
): Promise<void> {
  const url = parseAddress(address, config.url, 'the address of its sound is none');
  const isKnown = url.host === new URL(config.url).host || hosts.includes(url.host);
  if (!isSafe(url) || !isKnown) {
    throw new ServiceFault(`its sound is at ${url.host}: add it to response.hosts to allow that`);
  }
  const request = { url, init: { method: 'GET', headers: {} } };
  for (;;) {
    const answer = await ask(request, signal);
    if (answer.ok) return await store(answer, file);
    await answer.body?.cancel();
    if (answer.status !== 404) throw new ServiceFault(`its sound answered ${answer.status}`);
    await pause(timers, signal);
  }
}

function pause(timers: Timers, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (): void => {
      timer[Symbol.dispose]();
      reject(signal.reason);
    };
    const timer = timers.after(VOICE_RULES.serviceRetryMs, () => {
      signal.removeEventListener('abort', give);
      resolve();
    });
    signal.addEventListener('abort', give, { once: true });
  });
}

function parseAddress(address: string, base: string, fault: string): URL {
  try {
    return new URL(address, base);
  } catch {
    throw new ServiceFault(fault);
  }
}

async function* partsOf(answer: Response, limitBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.length;
    if (bytes > limitBytes) throw new ServiceFault('it sent too much', 'voice-too-long');
    yield part;
  }
}

async function store(answer: Response, path: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  for await (const part of partsOf(answer, VOICE_RULES.outputBytes)) await file.appendFile(part);
}

async function storeBase64(text: string, path: string): Promise<void> {
  // One class, so that no text makes it look again and again.
  if (!/^[A-Za-z0-9+/=\s]+$/.test(text)) throw new ServiceFault('its sound is no base64');
  await using file = await open(path, 'wx', 0o600);
  await file.appendFile(Buffer.from(text, 'base64'));
}

async function readJson(answer: Response): Promise<unknown> {
  const parts: Uint8Array[] = [];
  for await (const part of partsOf(answer, VOICE_RULES.serviceJsonBytes)) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new ServiceFault('its answer is no JSON');
  }
}

/** "data.0.url" in an answer. */
function fieldAt(answer: unknown, path: string): string {
  let value = answer;
  for (const name of path.split('.')) {
    const isHolder = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    value = isHolder ? (value as Record<string, unknown>)[name] : undefined;
  }
  if (typeof value !== 'string' || value === '')
    throw new ServiceFault(`its answer has no ${path}`);
  return value;
}
