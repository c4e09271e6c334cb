import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { contentName, diskError, syncDirectory } from '@loa/runtime/node';
import type { Logger, Timers } from '@loa/runtime/pure';
import type {
  Recorded,
  RecordedTalk,
  Recording,
  Recordings,
} from '../../engine/recordings-port.ts';
import { decodeRecording, encodeAnchor, encodeHead, encodePackets } from './recording-format.ts';

/** What a power cut may cost of a recording. A crash of the program costs nothing. */
const SYNC_EVERY_MS = 1_000;
const NAME = /^[\w-]+\.talk$/;

export interface RecordingsDeps {
  readonly folder: string;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** Recordings of talks, one file each, there until the talk has become a bulletin. */
export function createRecordings(deps: RecordingsDeps): Recordings {
  mkdirSync(deps.folder, { recursive: true, mode: 0o700 });
  return {
    open: (talk) => new RecordingFile(deps, talk),
    unfinished: () => readUnfinished(deps),
  };
}

async function readUnfinished({ folder, logger }: RecordingsDeps) {
  const found: (Recorded & Pick<Recording, 'remove'>)[] = [];
  for (const name of (await readdir(folder)).filter((one) => NAME.test(one)).sort()) {
    const path = join(folder, name);
    const recorded = decodeRecording(await readFile(path));
    // Its talk had not begun when the program ended: the head comes first.
    if (recorded === null)
      logger.warn({ file: name }, 'a recording without a beginning is removed');
    if (recorded === null) await rm(path, { force: true });
    else found.push({ ...recorded, remove: () => rm(path, { force: true }) });
  }
  return found;
}

/** Invariants: writes go out in order, one at a time; after a write has failed none is tried. */
class RecordingFile implements Recording {
  private readonly path: string;
  private readonly talk: RecordedTalk;
  private readonly logger: Logger;
  private readonly packets: Uint8Array[] = [];
  private readonly syncing: Disposable;
  private firstSampleAtUs: number | null = null;
  private handle: Promise<FileHandle>;
  private last: Promise<void> = Promise.resolve();
  private waiting: Uint8Array[] = [];
  private isWriting = false;
  private hasFailed = false;

  constructor({ folder, timers, logger }: RecordingsDeps, talk: RecordedTalk) {
    this.talk = talk;
    this.logger = logger;
    this.path = join(folder, `${contentName(talk.cueId)}.talk`);
    begin(folder, this.path, encodeHead(talk));
    this.handle = open(this.path, 'a');
    // A file that cannot be opened again is told of by the first write.
    this.handle.catch(() => {});
    this.syncing = timers.every(SYNC_EVERY_MS, () => this.enqueue(null));
  }

  anchored(firstSampleAtUs: number): void {
    this.firstSampleAtUs ??= firstSampleAtUs;
    this.enqueue(encodeAnchor(firstSampleAtUs));
  }

  append(packets: readonly Uint8Array[]): void {
    this.packets.push(...packets);
    this.enqueue(encodePackets(packets));
  }

  async close(): Promise<Recorded> {
    this.syncing[Symbol.dispose]();
    this.enqueue(null);
    await this.last;
    await this.handle.then((file) => file.close()).catch(() => {});
    const { talk, firstSampleAtUs, packets } = this;
    return { talk, firstSampleAtUs, packets };
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  /** @param entry null asks for what was written to be made durable */
  private enqueue(entry: Uint8Array | null): void {
    if (this.hasFailed) return;
    if (entry) this.waiting.push(entry);
    if (this.isWriting && entry) return;
    this.isWriting = true;
    this.last = this.last.then(() => this.write(entry === null));
  }

  private async write(isSync: boolean): Promise<void> {
    try {
      const file = await this.handle;
      const bytes = Buffer.concat(this.waiting.splice(0));
      this.isWriting = false;
      if (bytes.length > 0) await file.appendFile(bytes);
      if (isSync) await file.datasync();
    } catch (error) {
      // What was said stays in memory: it is lost only if the program ends before the talk does.
      this.hasFailed = true;
      this.waiting = [];
      this.logger.error({ err: error }, 'a talk can no longer be recorded on the disk');
    }
  }
}

/** The file with its head, durable before the talk is ordered. */
function begin(folder: string, path: string, head: Uint8Array): void {
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, head);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    syncDirectory(folder);
  } catch (cause) {
    throw diskError(cause, `${path} cannot be written`);
  }
}
