/** The link's thread, with an end that a test can bring about: a file that it looks for. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import '../../src/link-thread.ts';

const { assetDir } = workerData as { readonly assetDir: string };

setInterval(() => {
  if (existsSync(join(assetDir, 'end'))) throw new Error('the end of this thread');
}, 20);
