import { parseNodeId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { createEngineLine } from './engine-line.ts';
import type { FromHub } from './exchange.ts';

const nodeId = parseNodeId('loa-1');
const turn = () => new Promise<void>((done) => setImmediate(() => setImmediate(done)));

function line() {
  const batches: (readonly FromHub[])[] = [];
  const session = { waitingForEngine: 0 };
  const made = createEngineLine({
    post: (batch) => batches.push(batch),
    sessionOf: (number) => (number === 1 ? session : null),
  });
  const ask = (number = 1) => made.tell({ kind: 'key-wanted', session: number, nodeId });
  return { ...made, ask, batches, session };
}

test('[LNK41] one batch is under way; what comes meanwhile makes the next', async () => {
  const { ask, batches, taken, session } = line();
  for (let i = 0; i < 3; i++) ask();
  await turn();
  expect(batches.map(({ length }) => length)).toEqual([3]);
  for (let i = 0; i < 40; i++) ask(i < 30 ? 1 : 2);
  await turn();
  expect(batches).toHaveLength(1);
  expect(session.waitingForEngine).toBe(33);
  taken();
  await turn();
  expect(batches.map(({ length }) => length)).toEqual([3, 40]);
  expect(session.waitingForEngine).toBe(30);
  taken();
  await turn();
  expect(session.waitingForEngine).toBe(0);
  expect(batches).toHaveLength(2);
});

test('[LNK8] a document is answered to who asked', async () => {
  const { document, answer, batches } = line();
  const names = [1, 2].map((n) => document(n, { kind: 'page', hash: `${n}` as never }));
  await turn();
  const asks = (batches[0] ?? []).flatMap((message) =>
    message.kind === 'document-wanted' ? message.ask : [],
  );
  answer({ kind: 'document', ask: asks[1] ?? 0, text: 'two' });
  answer({ kind: 'document', ask: asks[0] ?? 0, text: null });
  expect(await Promise.all(names)).toEqual([null, 'two']);
});
