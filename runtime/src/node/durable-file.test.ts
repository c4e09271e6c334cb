/** A full disk is Linux's own: a file that leads to /dev/full takes no byte. */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoaError } from '../pure/index.ts';
import { diskError, writeDurably } from './durable-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-durable-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that is replaced as a whole', () => {
  it('has the new content, text or bytes', () => {
    const path = join(folder, 'text');
    writeDurably(path, 'chào');
    expect(readFileSync(path, 'utf8')).toBe('chào');
    writeDurably(path, Uint8Array.of(1, 2));
    expect([...readFileSync(path)]).toEqual([1, 2]);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('keeps the old content where the disk is full, says so, and leaves nothing behind', () => {
    const path = join(folder, 'text');
    writeDurably(path, 'old');
    symlinkSync('/dev/full', `${path}.part`);
    const write = (): void => writeDurably(path, 'new');
    expect(write).toThrow(expect.objectContaining({ code: 'storage-full', isRetryable: true }));
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(existsSync(`${path}.part`)).toBe(false);
    write();
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('says that it is unavailable where there is no folder', () => {
    const write = (): void => writeDurably(join(folder, 'none', 'text'), 'new');
    expect(write).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });
});

it('an error that has a code of ours keeps it', () => {
  const error = new LoaError('media-empty', 'empty');
  expect(diskError(error, 'elsewhere')).toBe(error);
});
