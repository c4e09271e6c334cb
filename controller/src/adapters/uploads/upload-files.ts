import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadFiles } from '../../engine/upload-files-port.ts';

export function createUploadFiles(uploadDir: string): UploadFiles {
  return {
    remove: (file) => rm(file, { force: true }),
    sweep: async () => {
      const names = await readdir(uploadDir).catch(() => []);
      const left = names.filter((name) => name.endsWith('.upload'));
      await Promise.all(left.map((name) => rm(join(uploadDir, name), { force: true })));
    },
  };
}
