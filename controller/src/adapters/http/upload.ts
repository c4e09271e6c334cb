/** One upload (multipart/form-data): text fields, and one file streamed to disk under its own limit. */

import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LIMITS, type ProblemCode } from '@loa/protocol/vocabulary';
import type { FastifyRequest } from 'fastify';
import { HTTP_LIMITS } from './limits.ts';
import { RequestRefused } from './problems.ts';

/** Where the file stands, how large it may be, and what is said where it is larger. */
export interface UploadKind {
  readonly field: string;
  readonly bytes: number;
  readonly code: Extract<ProblemCode, `${string}-too-large`>;
}

export const SOUND: UploadKind = {
  field: 'sound',
  bytes: LIMITS.uploadBytes,
  code: 'media-too-large',
};

export const PAPER: UploadKind = {
  field: 'paper',
  bytes: LIMITS.paperBytes,
  code: 'paper-too-large',
};

export interface Upload extends AsyncDisposable {
  readonly fields: { readonly [name: string]: string };
  /** Its name is made here: the sender's file name never reaches the disk. */
  readonly file: string;
  /** From here on somebody else removes the file. */
  handOver(): void;
}

/** What a file part is to this page: the stream says whether it reached its limit. */
interface FilePart {
  readonly fieldname: string;
  readonly file: Readable & { readonly truncated?: boolean };
}

/** Whatever goes wrong, nothing stays on the disk. */
export async function receiveUpload(
  request: FastifyRequest,
  uploadDir: string,
  kind: UploadKind,
): Promise<Upload> {
  refuseByLength(request, kind);
  await mkdir(uploadDir, { recursive: true, mode: 0o700 });
  const file = join(uploadDir, `${randomUUID()}.upload`);
  try {
    const fields = await readParts(request, kind, file);
    let mine = true;
    return {
      fields,
      file,
      handOver: () => {
        mine = false;
      },
      [Symbol.asyncDispose]: async () => {
        if (mine) await rm(file, { force: true });
      },
    };
  } catch (error) {
    await rm(file, { force: true });
    throw isUnreadable(error)
      ? new RequestRefused('bad-request', `body: no whole form (${error.message})`, 'body')
      : error;
  }
}

/** The parser of forms throws bare errors, all about what was sent; others have a code or a class. */
function isUnreadable(error: unknown): error is Error {
  return (
    error instanceof Error && Object.getPrototypeOf(error) === Error.prototype && !('code' in error)
  );
}

function refuseByLength(request: FastifyRequest, kind: UploadKind): void {
  if (!request.isMultipart()) {
    throw new RequestRefused(
      'bad-request',
      'Content-Type: multipart/form-data is needed',
      'content-type',
    );
  }
  const bytes = Number(request.headers['content-length'] ?? 0);
  if (bytes > kind.bytes + HTTP_LIMITS.uploadOverheadBytes) throw tooLarge(kind);
}

async function readParts(
  request: FastifyRequest,
  kind: UploadKind,
  file: string,
): Promise<{ [name: string]: string }> {
  const fields: { [name: string]: string } = {};
  let received = false;
  for await (const part of request.parts({ limits: { fileSize: kind.bytes } })) {
    if (part.type === 'file') {
      await receiveFile(part, kind, file);
      received = true;
    } else if (part.valueTruncated || part.fieldnameTruncated) {
      throw new RequestRefused('bad-request', `${part.fieldname}: too long`, part.fieldname);
    } else {
      fields[part.fieldname] = String(part.value);
    }
  }
  if (!received) {
    throw new RequestRefused('bad-request', `${kind.field}: a file is needed`, kind.field);
  }
  return fields;
}

async function receiveFile(part: FilePart, kind: UploadKind, file: string): Promise<void> {
  if (part.fieldname !== kind.field) {
    part.file.resume();
    const detail = `${part.fieldname}: the file belongs into the field "${kind.field}"`;
    throw new RequestRefused('bad-request', detail, part.fieldname);
  }
  const abort = new AbortController();
  // At the limit the rest is neither kept nor waited for.
  part.file.once('limit', () => abort.abort(tooLarge(kind)));
  try {
    await pipeline(part.file, createWriteStream(file, { flags: 'wx', mode: 0o600 }), {
      signal: abort.signal,
    });
  } catch (error) {
    throw abort.signal.aborted ? tooLarge(kind) : error;
  }
  if (part.file.truncated) throw tooLarge(kind);
}

function tooLarge({ field, bytes, code }: UploadKind): RequestRefused {
  const detail = `${field}: a file may have up to ${bytes / 1024 / 1024} MB`;
  return new RequestRefused(code, detail, field);
}

/** For the multipart plug-in. */
export const MULTIPART_LIMITS = {
  fieldNameSize: 64,
  fieldSize: HTTP_LIMITS.uploadFieldBytes,
  fields: HTTP_LIMITS.uploadFields,
  files: 1,
  headerPairs: 20,
  parts: HTTP_LIMITS.uploadFields + 1,
};
