// `npm run reset`: clears the demo's data folder after asking.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { root } from './run.mjs';

const data = process.env.LOA_DATA ?? join(root, 'data');

async function confirmed() {
  if (process.argv.includes('--yes')) return true;
  if (!process.stdin.isTTY) {
    console.error('reset: not asked on a terminal; say so with: npm run reset -- --yes');
    return false;
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(
    `Delete ${data} with its database, keys, sound and logs? [y/N] `,
  );
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** A folder that `LOA_DATA` names by mistake is not for us to delete. */
function isOurs() {
  const names = readdirSync(data);
  return names.includes('loa.sqlite') || names.every((name) => name === 'logs');
}

/** A controller that was killed leaves its socket behind: only one that answers is running. */
function isInUse() {
  return new Promise((done) => {
    const call = connect(join(data, 'control.sock'), () => {
      call.destroy();
      done(true);
    });
    call.on('error', () => done(false));
  });
}

if (!existsSync(data)) {
  console.log(`reset: nothing to clear, ${data} does not exist`);
} else if (!isOurs()) {
  console.error(`reset: ${data} holds other things than a controller's data; delete it yourself`);
  process.exitCode = 1;
} else if (await isInUse()) {
  console.error('reset: the controller is running on it; stop it first');
  process.exitCode = 1;
} else if (await confirmed()) {
  rmSync(data, { recursive: true });
  console.log(`reset: ${data} is gone; npm start begins anew`);
} else {
  console.log('reset: nothing was changed');
  process.exitCode = 1;
}
