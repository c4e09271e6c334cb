/** One upload (multipart/form-data): text fields, and one file streamed to disk under its own limit. */

import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LIMITS } from '@loa/protocol/vocabulary';
import type { FastifyRequest } from 'fastify';
import { HTTP_LIMITS } from './limits.ts';
import { RequestRefused } from './problems.ts';

export const UPLOAD_FIELD = 'sound';

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
export async function receiveUpload(request: FastifyRequest, uploadDir: string): Promise<Upload> {
  refuseByLength(request);
  await mkdir(uploadDir, { recursive: true, mode: 0o700 });
  const file = join(uploadDir, `${randomUUID()}.upload`);
  try {
    const fields = await readParts(request, file);
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
    throw error;
  }
}

function refuseByLength(request: FastifyRequest): void {
  if (!request.isMultipart()) {
    throw new RequestRefused('bad-request', 'Content-Type: multipart/form-data is needed');
  }
  const bytes = Number(request.headers['content-length'] ?? 0);
  if (bytes > LIMITS.uploadBytes + HTTP_LIMITS.uploadOverheadBytes) throw tooLarge();
}

async function readParts(
  request: FastifyRequest,
  file: string,
): Promise<{ [name: string]: string }> {
  const fields: { [name: string]: string } = {};
  let received = false;
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      await receiveFile(part, file);
      received = true;
    } else if (part.valueTruncated || part.fieldnameTruncated) {
      throw new RequestRefused('bad-request', `${part.fieldname}: too long`, part.fieldname);
    } else {
      fields[part.fieldname] = String(part.value);
    }
  }
  if (!received) {
    throw new RequestRefused('bad-request', `${UPLOAD_FIELD}: a file is needed`, UPLOAD_FIELD);
  }
  return fields;
}

async function receiveFile(part: FilePart, file: string): Promise<void> {
  if (part.fieldname !== UPLOAD_FIELD) {
    part.file.resume();
    const detail = `${part.fieldname}: the file belongs into the field "${UPLOAD_FIELD}"`;
    throw new RequestRefused('bad-request', detail, part.fieldname);
  }
  const abort = new AbortController();
  // At the limit the rest is neither kept nor waited for.
  part.file.once('limit', () => abort.abort(tooLarge()));
  try {
    await pipeline(part.file, createWriteStream(file, { flags: 'wx', mode: 0o600 }), {
      signal: abort.signal,
    });
  } catch (error) {
    throw abort.signal.aborted ? tooLarge() : error;
  }
  if (part.file.truncated) throw tooLarge();
}

function tooLarge(): RequestRefused {
  return new RequestRefused('media-too-large', 'sound files may have up to 200 MB', UPLOAD_FIELD);
}

/** For the multipart plug-in. */
export const MULTIPART_LIMITS = {
  fieldNameSize: 64,
  fieldSize: HTTP_LIMITS.uploadFieldBytes,
  fields: HTTP_LIMITS.uploadFields,
  fileSize: LIMITS.uploadBytes,
  files: 1,
  headerPairs: 20,
  parts: HTTP_LIMITS.uploadFields + 1,
};
