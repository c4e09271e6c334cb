import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { LoaError } from '../pure/index.ts';

/**
 * Replaces a file so that after a power cut either the old or the new content stands, never a torn
 * one: temporary file, fsync, rename, fsync of the directory.
 *
 * @throws LoaError as {@link diskError} has it; the old content then still stands
 */
export function writeDurably(path: string, content: string | Uint8Array, mode = 0o644): void {
  const temporary = `${path}.part`;
  try {
    writeSynced(temporary, typeof content === 'string' ? Buffer.from(content) : content, mode);
    renameSync(temporary, path);
    syncDirectory(dirname(path));
  } catch (cause) {
    removeQuietly(temporary);
    throw diskError(cause, `${path} cannot be written`);
  }
}

function writeSynced(path: string, bytes: Uint8Array, mode: number): void {
  const file = openSync(path, 'w', mode);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What is left of a write that failed takes room that is wanted; a disk that is gone keeps it. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The write's own error says more.
  }
}

/** Makes renames and deletions in a directory durable. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/**
 * A refusal of the file system as an operating error: `storage-full` where there is no room,
 * otherwise `unavailable`. Both may be tried again; an error that has a code of ours keeps it.
 */
export function diskError(cause: unknown, what: string): LoaError {
  if (cause instanceof LoaError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return new LoaError(isFull ? 'storage-full' : 'unavailable', what, { cause, isRetryable: true });
}

/** A full disk as an operating error; anything else is what it was. */
export function fullDiskError(cause: unknown, what: string): unknown {
  const operating = diskError(cause, what);
  return operating.code === 'storage-full' ? operating : cause;
}
