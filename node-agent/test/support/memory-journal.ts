import type { JournalFile } from '../../src/ports.ts';

/** A working journal without a disk; it outlives the program that writes it. */
export class MemoryJournal implements JournalFile {
  private text = '';

  read(): string {
    return this.text;
  }

  truncate(bytes: number): void {
    this.text = this.text.slice(0, bytes);
  }

  append(text: string): void {
    this.text += text;
  }

  replace(text: string): void {
    this.text = text;
  }
}
