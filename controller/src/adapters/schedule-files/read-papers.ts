import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ScheduleFile } from '@loa/protocol/schedule-file';
import { LIMITS } from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { extensionOfPaper, paperName } from '../../domain/library/paper.ts';
import type { Fault } from './shape.ts';

export interface PaperFile {
  readonly path: string;
  /** What its stored copy is called. */
  readonly name: string;
}

/** The files of signed papers, by bulletin; what is none is told by its line. */
export async function readPapers(file: ScheduleFile, folder: string) {
  const papers = new Map<string, PaperFile>();
  const faults: Fault[] = [];
  for (const [index, { id, paper }] of (file.bulletins ?? []).entries()) {
    if (paper === undefined || paper.file === null) continue;
    const path = resolve(folder, paper.file);
    const read = await readPaper(path);
    if ('name' in read) papers.set(id, { path, name: read.name });
    else {
      const message = `the paper ${path} cannot be taken: ${read.fault}`;
      faults.push({ path: ['bulletins', index, 'paper', 'file'], message });
    }
  }
  return { papers, faults };
}

async function readPaper(path: string): Promise<{ name: string } | { fault: string }> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return { fault: 'it is no file' };
    if (found.size > LIMITS.paperBytes) return { fault: 'it has more than 10 MB' };
    const content = await readFile(path);
    const extension = extensionOfPaper(content);
    if (extension === null) return { fault: 'it is neither PDF nor JPEG nor PNG' };
    return { name: paperName(contentName(content), extension) };
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { fault: isAbsent ? 'there is none' : String(error) };
  }
}
