import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory, writeDurably } from '@loa/runtime/node';
import type { JournalFile } from '../../ports.ts';

/** The journal as a file that is only appended to; each append is on the disk when it returns. */
export class JournalLog implements JournalFile {
  private readonly path: string;
  private file: number | null = null;
  private length = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** The text is ASCII, so that a character is a byte. */
  read(): string {
    const text = existsSync(this.path) ? readFileSync(this.path, 'latin1') : '';
    this.reopen();
    this.length = text.length;
    return text;
  }

  truncate(bytes: number): void {
    const file = this.opened();
    ftruncateSync(file, bytes);
    fsyncSync(file);
    this.length = bytes;
  }

  /** After a failed write the file is cut back to whole lines, so that no line is torn in the middle. */
  append(text: string): void {
    const file = this.opened();
    try {
      const bytes = Buffer.from(text, 'latin1');
      for (let at = 0; at < bytes.length; ) {
        at += writeSync(file, bytes, at, bytes.length - at, this.length + at);
      }
      fsyncSync(file);
      this.length += bytes.length;
    } catch (error) {
      try {
        ftruncateSync(file, this.length);
      } catch {
        // The disk is gone altogether; the torn tail is cut when the log is next read.
      }
      throw error;
    }
  }

  replace(text: string): void {
    writeDurably(this.path, text);
    this.reopen();
    this.length = text.length;
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }

  private opened(): number {
    if (this.file === null) this.reopen();
    return this.file as number;
  }

  private reopen(): void {
    this.close();
    const isNew = !existsSync(this.path);
    this.file = openSync(this.path, isNew ? 'w+' : 'r+');
    if (isNew) syncDirectory(dirname(this.path));
  }
}
