import { type NodeId, parseNodeId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { type Hearing, initialLeadState, type LeadState, RAISE, stepLead } from './raise-lead.ts';

const A = parseNodeId('loa-a');
const B = parseNodeId('loa-b');
const start = initialLeadState({ leadUs: 180_000, mostUs: 600_000, behind: [] });

function hears(nodeId: NodeId, leastMarginUs: number | null, state: Hearing['state'] = 'hearing') {
  return { nodeId, leastMarginUs, state };
}

/** One report a second, from the first second to before the last. */
function reports(state: LeadState, heard: readonly Hearing[], [from, to]: [number, number]) {
  let now = state;
  for (let second = from; second < to; second++) {
    now = stepLead(now, { nowUs: second * 1e6, heard });
  }
  return now;
}

test('[LIV14] two late reports running raise the lead by what was missing and some to spare', () => {
  expect(reports(start, [hears(A, -30_000)], [0, 1]).leadUs).toBe(180_000);
  expect(reports(start, [hears(A, -30_000)], [0, 2]).leadUs).toBe(245_000);
  const healed = stepLead(reports(start, [hears(A, -30_000)], [0, 1]), {
    nowUs: 1e6,
    heard: [hears(A, 5_000)],
  });
  expect(reports(healed, [hears(A, -30_000)], [2, 3]).leadUs).toBe(180_000);
});

test('[LIV14] it is raised every three seconds at most, a few times, and never lowered', () => {
  const raised = reports(start, [hears(A, -30_000)], [0, 4]);
  expect(raised.raises).toBe(1);
  const often = reports(start, [hears(A, -10_000)], [0, 60]);
  expect(often.raises).toBe(RAISE.most);
  expect(reports(often, [hears(A, 400_000)], [60, 80]).leadUs).toBe(often.leadUs);
});

test('[LIV14] a node that would need more than the most is behind until it is on time', () => {
  const behind = reports(start, [hears(A, -900_000), hears(B, 20_000)], [0, 3]);
  expect(behind.leadUs).toBe(180_000);
  expect([...behind.behind]).toEqual([A]);
  expect(reports(behind, [hears(A, -40_000)], [3, 8]).leadUs).toBe(180_000);
  expect(reports(behind, [hears(A, 40_000)], [3, 4]).behind.size).toBe(0);
});

test('[LIV14] who has no bandwidth, no word or no connection moves nobody', () => {
  const others = [
    hears(A, -100_000, 'behind'),
    hears(B, -100_000, 'silent'),
    hears(parseNodeId('loa-c'), null),
  ];
  expect(reports(start, others, [0, 10])).toMatchObject({ leadUs: 180_000, raises: 0 });
});
