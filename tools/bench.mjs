// `npm run bench`: makes the clone ready, then measures. Standard output has the figures, one JSON
// object a line, and nothing else.
import { join } from 'node:path';
import { node24, root, run } from './run.mjs';
import { setup } from './setup.mjs';

const log = (line) => console.error(line);

try {
  await setup({ forWhat: 'bench', log });
  process.exitCode = await run(node24, [
    join(root, 'bench', 'src', 'main.ts'),
    ...process.argv.slice(2),
  ]);
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
