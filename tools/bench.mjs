// `npm run bench` and `npm run proof`: make the clone ready, then measure. Standard output has the
// figures, one JSON object a line, and nothing else.
import { join } from 'node:path';
import { node24, root, run } from './run.mjs';
import { setup } from './setup.mjs';

const [first, ...rest] = process.argv.slice(2);
const isProof = first === 'proof';
const program = isProof ? ['proof', 'main.ts'] : ['src', 'main.ts'];
const log = (line) => console.error(line);

try {
  await setup({ forWhat: 'bench', log });
  const words = isProof ? rest : process.argv.slice(2);
  process.exitCode = await run(node24, [join(root, 'bench', ...program), ...words]);
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
