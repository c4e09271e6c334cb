/**
 * The built console as files: small, few, read often. They are kept in memory, compressed once
 * (a first load over 4G is a third of the size), and read again when they change on the disk.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

export interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  /** Null where it would not be smaller. */
  readonly gzipped: Buffer | null;
  readonly cacheControl: string;
}

/** Files in memory at a time, and the largest that is served. */
const CONSOLE_FILE_LIMITS = { files: 500, bytes: 8 * 1024 * 1024 } as const;

const TYPES: { readonly [extension: string]: string } = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = [
  '.css',
  '.html',
  '.js',
  '.json',
  '.map',
  '.svg',
  '.txt',
  '.wasm',
  '.webmanifest',
];

/** The bundler puts a hash of the content into the names of these. */
const HASHED = /^\/assets\//;

/** Only plain names below the folder: no empty, hidden or parent segment, nothing encoded. */
const SAFE_PATH = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

export interface ConsoleFiles {
  /** The file at a URL path, else null. */
  find(path: string): Promise<ConsoleFile | null>;
}

export function createConsoleFiles(root: string): ConsoleFiles {
  const held = new Map<string, { readonly mtimeMs: number; readonly file: ConsoleFile }>();
  return {
    find: async (path) => {
      if (!SAFE_PATH.test(path) || path.includes('..')) return null;
      const onDisk = await stat(join(root, path)).catch(() => null);
      if (!onDisk?.isFile() || onDisk.size > CONSOLE_FILE_LIMITS.bytes) return null;
      const known = held.get(path);
      if (known?.mtimeMs === onDisk.mtimeMs) return known.file;
      const file = await load(join(root, path), path);
      if (held.size >= CONSOLE_FILE_LIMITS.files) held.clear();
      held.set(path, { mtimeMs: onDisk.mtimeMs, file });
      return file;
    },
  };
}

async function load(onDisk: string, path: string): Promise<ConsoleFile> {
  const plain = await readFile(onDisk);
  const extension = extname(path).toLowerCase();
  const packed = COMPRESSIBLE.includes(extension) ? await compress(plain, { level: 9 }) : null;
  return {
    type: TYPES[extension] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(plain).digest('base64url')}"`,
    plain,
    gzipped: packed && packed.length < plain.length ? packed : null,
    cacheControl: HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}
