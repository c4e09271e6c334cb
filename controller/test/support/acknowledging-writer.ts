/** A process that stores receipts and says so after each, until it is killed. */
import { createSqliteStores, openDatabase } from '../../src/adapters/sqlite/index.ts';
import { aReceipt, NODE } from './stored-things.ts';

const [path = ''] = process.argv.slice(2);
const { receipts } = createSqliteStores(openDatabase(path));
for (let sequence = receipts.through(NODE) + 1; ; sequence++) {
  const through = receipts.append(NODE, [aReceipt(sequence)]);
  // Synchronous: what stands on the pipe was acknowledged.
  process.stdout.write(`${through}\n`);
}
