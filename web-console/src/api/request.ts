/** The one way to the controller over HTTP: same origin, JSON, answers checked by their schema. */
import { config, type z } from 'zod';
import { ApiError, problemError } from './problem.ts';

// The content security policy has no `unsafe-eval`; zod must not try to compile.
config({ jitless: true });

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Headers of every request: the reader's language, and the mark that no form can forge. */
export function commonHeaders(): Record<string, string> {
  return { 'Accept-Language': document.documentElement.lang, 'X-Loa': '1' };
}

export async function requestJson<T>(
  path: string,
  schema: z.ZodType<T>,
  options: RequestOptions = {},
): Promise<T> {
  return answerOf(await send(path, options), schema);
}

async function answerOf<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await jsonOf(response));
  if (!parsed.success) throw new ApiError('unexpected-answer', null, parsed.error);
  return parsed.data;
}

/** A form with a file in it; small enough that nobody needs to see how far it is. */
export async function requestForm<T>(
  path: string,
  schema: z.ZodType<T>,
  { method, form }: { readonly method: 'PUT'; readonly form: FormData },
): Promise<T> {
  return answerOf(await send(path, { method, form }), schema);
}

/** For answers without a body. */
export async function requestNothing(path: string, options: RequestOptions): Promise<void> {
  const response = await send(path, options);
  await response.arrayBuffer();
}

/** The response itself, once it is known to be a good one: for streams. */
export async function requestStream(path: string, signal: AbortSignal): Promise<Response> {
  return await send(path, { signal });
}

async function send(
  path: string,
  options: RequestOptions & { readonly form?: FormData },
): Promise<Response> {
  const headers: Record<string, string> = { ...commonHeaders(), ...options.headers };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      // The browser itself names the type, with the boundary between the parts.
      ...(options.form === undefined ? {} : { body: options.form }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError('unreachable', null, error);
  }
  if (response.ok) return response;
  throw problemError(await jsonOf(response).catch(() => null));
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new ApiError('unexpected-answer', null, error);
  }
}
