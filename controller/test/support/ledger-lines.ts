/** Lines of a ledger and heads of reports, for what writes them. */
import { parseNodeId } from '@loa/protocol/vocabulary';
import type { LedgerRow } from '../../src/domain/proof/ledger.ts';
import type { ReportHead } from '../../src/engine/report-writer-port.ts';
import { BULLETIN, CUE, NODE, START_US, WARD } from './stored-things.ts';

export function aLine(change: Partial<LedgerRow> = {}): LedgerRow {
  return {
    cueId: CUE,
    itemId: null,
    bulletinId: BULLETIN,
    title: 'Bản tin sáng: nước lũ đang lên',
    category: 'thời sự',
    class: 'normal',
    source: 'scheduled',
    sentBy: null,
    nodeId: NODE,
    unitId: WARD,
    plannedAtUs: START_US,
    plannedMs: 10_000,
    startedAtUs: START_US + 40_000,
    endedAtUs: START_US + 10e6,
    heardMs: 9_980,
    outcome: 'full',
    reason: null,
    rule: null,
    cutBy: null,
    ...change,
  };
}

export function aHead(change: Partial<ReportHead> = {}): ReportHead {
  return {
    header: ['UBND THÀNH PHỐ TAM KỲ', 'TRUNG TÂM VĂN HÓA – TRUYỀN THANH'],
    unitId: WARD,
    fromDay: '2026-11-01',
    throughDay: '2026-11-30',
    timeZone: 'Asia/Ho_Chi_Minh',
    madeAtUs: START_US,
    language: 'vi',
    names: {
      unit: (unitId) => (unitId === WARD ? 'Phường An Mỹ' : (unitId ?? '')),
      node: (nodeId) => (nodeId === NODE ? 'Cụm loa chợ An Mỹ' : nodeId),
      person: (username) => username ?? '',
    },
    ...change,
  };
}

export async function* inTurn<Row>(rows: Iterable<Row>): AsyncGenerator<Row> {
  yield* rows;
}

/** As many lines as wished, of a city's worth of nodes. */
export function* manyLines(count: number): Generator<LedgerRow> {
  for (let i = 0; i < count; i++) yield aLine({ nodeId: parseNodeId(`loa-${i % 10_000}`) });
}
