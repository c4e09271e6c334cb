// Runs the three type checks side by side and fails when one of them fails.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const projects = ['tsconfig.domain.json', 'tsconfig.json', 'web-console/tsconfig.json'];

const codes = await Promise.all(
  projects.map(
    (project) =>
      new Promise((resolve) => {
        const tsc = spawn(
          process.execPath,
          ['node_modules/typescript/bin/tsc', '--project', project, '--pretty', 'false'],
          { cwd: root, stdio: 'inherit' },
        );
        tsc.on('exit', (code) => resolve(code ?? 1));
      }),
  ),
);

process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
