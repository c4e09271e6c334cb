import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '@loa/protocol/vocabulary';
import { contentName, diskError, syncDirectory } from '@loa/runtime/node';
import { extensionOfName, extensionOfPaper, paperName } from '../../domain/library/paper.ts';
import type { KeptPaper, PaperFiles } from '../../engine/paper-files-port.ts';

/** What a crash may leave. */
const UNFINISHED = '.part';

/** Opens the store: makes its folder and removes what a crash left unfinished. */
export function createPaperFiles(root: string): PaperFiles {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(root)) {
    if (name.endsWith(UNFINISHED)) rmSync(join(root, name), { force: true });
  }
  return {
    keep: (file) => keep(root, file),
    path: (name) => {
      const path = join(root, name);
      return extensionOfName(name) !== null && existsSync(path) ? path : null;
    },
    list: () => readdirSync(root).filter((name) => extensionOfName(name) !== null),
    remove: (name) => rm(join(root, name), { force: true }),
  };
}

async function keep(root: string, file: string): Promise<KeptPaper> {
  if ((await stat(file)).size > LIMITS.paperBytes) {
    const detail = `the file of a paper may have ${LIMITS.paperBytes / 1024 / 1024} MB`;
    return { outcome: 'refused', code: 'paper-too-large', detail };
  }
  const content = await readFile(file);
  const extension = extensionOfPaper(content);
  if (extension === null) {
    const detail = 'the file is neither PDF nor JPEG nor PNG';
    return { outcome: 'refused', code: 'paper-unsupported', detail };
  }
  const name = paperName(contentName(content), extension);
  const path = join(root, name);
  if (!existsSync(path)) await write(root, { path, content });
  return { outcome: 'kept', name };
}

async function write(
  root: string,
  { path, content }: { readonly path: string; readonly content: Uint8Array },
): Promise<void> {
  const unfinished = `${path}${UNFINISHED}`;
  try {
    const handle = await open(unfinished, 'w', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
    syncDirectory(root);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw diskError(cause, 'The paper could not be stored.');
  }
}
