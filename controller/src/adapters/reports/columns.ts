import type { EffortMedians, EffortRow } from '../../domain/proof/effort.ts';
import type { LedgerRow } from '../../domain/proof/ledger.ts';
import type { DiaryRow, MinutesRow, Tally } from '../../domain/proof/summary.ts';
import type { RoyaltyRow } from '../../engine/report-writer-port.ts';
import {
  CLASS_WORDS,
  ORIGIN_WORDS,
  OUTCOME_WORDS,
  REASON_WORDS,
  type Said,
  SOURCE_WORDS,
} from '../../presentation/report-words.ts';
import { type Column, isoOf } from './column.ts';

type Columns<Row> = readonly Column<Row>[];
const said = (vi: string, en: string): Said => ({ vi, en });
const secondsOf = (ms: number): number => ms / 1000;
const minutesOf = (ms: number): number => ms / 60_000;

const CATEGORY: Column<Pick<LedgerRow, 'category'>> = {
  key: 'category',
  title: said('Chuyên mục', 'Category'),
  value: ({ category }) => category,
};

const CLASS: Column<Pick<LedgerRow, 'class'>> = {
  key: 'class',
  title: said('Mức', 'Class'),
  value: (row) => row.class,
  cell: (row, say) => say.word(CLASS_WORDS, row.class),
};

const WHAT: Columns<Pick<LedgerRow, 'title' | 'category' | 'class'>> = [
  { key: 'title', title: said('Bản tin', 'Bulletin'), value: ({ title }) => title },
  CATEGORY,
  CLASS,
];

const UNIT: Column<Pick<LedgerRow, 'unitId'>> = {
  key: 'unit',
  title: said('Địa bàn', 'Unit'),
  value: ({ unitId }) => unitId,
  cell: ({ unitId }, say) => say.names.unit(unitId),
};

const SOURCE: Column<Pick<LedgerRow, 'source'>> = {
  key: 'source',
  title: said('Nguồn', 'Source'),
  value: ({ source }) => source,
  cell: ({ source }, say) => say.word(SOURCE_WORDS, source),
};

const SENT_BY: Column<Pick<LedgerRow, 'sentBy'>> = {
  key: 'sentBy',
  title: said('Người phát', 'Sent by'),
  value: ({ sentBy }) => sentBy,
  cell: ({ sentBy }, say) => say.names.person(sentBy),
};

/** The ledger, line by line. Seconds are exact; sums of them are those of the ledger. */
export const AS_RUN: Columns<LedgerRow> = [
  {
    key: 'plannedAt',
    title: said('Ngày', 'Day'),
    value: ({ plannedAtUs }) => isoOf(plannedAtUs),
    cell: ({ plannedAtUs }, say) => say.day(plannedAtUs),
  },
  {
    key: 'plannedTime',
    title: said('Giờ theo lịch', 'Planned at'),
    value: () => undefined,
    cell: ({ plannedAtUs }, say) => say.time(plannedAtUs),
  },
  UNIT,
  {
    key: 'node',
    title: said('Cụm loa', 'Node'),
    value: ({ nodeId }) => nodeId,
    cell: ({ nodeId }, say) => say.names.node(nodeId),
  },
  ...WHAT,
  SOURCE,
  {
    key: 'plannedSeconds',
    title: said('Thời lượng (giây)', 'Planned (s)'),
    value: ({ plannedMs }) => secondsOf(plannedMs),
    digits: 3,
  },
  {
    key: 'heardSeconds',
    title: said('Đã phát (giây)', 'Heard (s)'),
    value: ({ heardMs }) => secondsOf(heardMs),
    digits: 3,
    isSummed: true,
  },
  {
    key: 'outcome',
    title: said('Kết quả', 'Outcome'),
    value: ({ outcome }) => outcome,
    cell: ({ outcome }, say) => say.word(OUTCOME_WORDS, outcome),
  },
  {
    key: 'reason',
    title: said('Lý do', 'Reason'),
    value: ({ reason }) => reason,
    cell: ({ reason }, say) => say.word(REASON_WORDS, reason),
  },
  {
    key: 'startedAt',
    title: said('Bắt đầu', 'Started at'),
    value: ({ startedAtUs }) => isoOf(startedAtUs),
    cell: ({ startedAtUs }, say) => say.time(startedAtUs),
  },
  {
    key: 'endedAt',
    title: said('Kết thúc', 'Ended at'),
    value: ({ endedAtUs }) => isoOf(endedAtUs),
    cell: ({ endedAtUs }, say) => say.time(endedAtUs),
  },
  { ...SENT_BY, isForPrograms: true },
  ...programs<LedgerRow>({
    rule: [said('Quy định', 'Rule'), ({ rule }) => rule],
    cutBy: [said('Bị ngắt bởi', 'Cut by'), ({ cutBy }) => cutBy],
    campaign: [said('Mã đợt tuyên truyền', 'Campaign'), ({ itemId }) => itemId],
    bulletin: [said('Mã bản tin', 'Bulletin id'), ({ bulletinId }) => bulletinId],
    nodeId: [said('Mã cụm loa', 'Node id'), ({ nodeId }) => nodeId],
    cueId: [said('Mã lượt phát', 'Occurrence'), ({ cueId }) => cueId],
  }),
];

function programs<Row>(columns: Record<string, [Said, (row: Row) => unknown]>): Columns<Row> {
  return Object.entries(columns).map(([key, [title, value]]) => {
    return { key, title, value, isForPrograms: true };
  });
}

const PLAYS: Columns<{ readonly plays: Tally }> = (
  ['full', 'part', 'missed', 'withheld', 'unknown'] as const
).map((outcome) => ({
  key: outcome,
  title: OUTCOME_WORDS[outcome],
  value: ({ plays }) => plays[outcome],
  isSummed: true,
}));

/** Minutes for people, exact seconds for programs. */
const AIRED: Columns<{ readonly airedMs: number }> = [
  {
    key: 'airedMinutes',
    title: said('Phút phát', 'Minutes aired'),
    value: ({ airedMs }) => minutesOf(airedMs),
    digits: 2,
    isSummed: true,
  },
  {
    key: 'airedSeconds',
    title: said('Giây phát', 'Seconds aired'),
    value: ({ airedMs }) => secondsOf(airedMs),
    digits: 3,
    isForPrograms: true,
  },
];

export const MINUTES: Columns<MinutesRow> = [
  UNIT,
  {
    key: 'month',
    title: said('Tháng', 'Month'),
    value: ({ month }) => month,
    cell: ({ month }, say) => say.date(month),
  },
  CATEGORY,
  CLASS,
  {
    key: 'aired',
    title: said('Lượt phát', 'Broadcasts aired'),
    value: ({ aired }) => aired,
    isSummed: true,
  },
  ...AIRED,
  {
    key: 'heardSeconds',
    title: said('Giây phát, cộng mọi cụm loa', 'Seconds heard, all nodes'),
    value: ({ heardMs }) => secondsOf(heardMs),
    digits: 3,
    isForPrograms: true,
  },
  {
    key: 'plannedSeconds',
    title: said('Giây theo lịch, cộng mọi cụm loa', 'Seconds planned, all nodes'),
    value: ({ plannedMs }) => secondsOf(plannedMs),
    digits: 3,
    isForPrograms: true,
  },
  ...PLAYS,
];

export const DIARY: Columns<DiaryRow> = [
  UNIT,
  {
    key: 'day',
    title: said('Ngày', 'Day'),
    value: ({ day }) => day,
    cell: ({ day }, say) => say.date(day),
  },
  {
    key: 'startAt',
    title: said('Giờ', 'Time'),
    value: ({ startAtUs }) => isoOf(startAtUs),
    cell: ({ startAtUs }, say) => say.time(startAtUs),
  },
  ...WHAT,
  SOURCE,
  SENT_BY,
  {
    key: 'airedSeconds',
    title: said('Đã phát (giây)', 'Aired (s)'),
    value: ({ airedMs }) => secondsOf(airedMs),
    digits: 3,
    isSummed: true,
  },
  { key: 'nodes', title: said('Số cụm loa', 'Nodes'), value: ({ nodes }) => nodes },
  ...PLAYS.map((column) => ({ ...column, isSummed: false })),
  {
    key: 'reasons',
    title: said('Ghi chú', 'Remarks'),
    value: ({ reasons }) => reasons,
    cell: ({ reasons }, say) => reasons.map((one) => say.word(REASON_WORDS, one)).join('; '),
  },
  ...programs<DiaryRow>({ cueId: [said('Mã lượt phát', 'Occurrence'), ({ cueId }) => cueId] }),
];

export const ROYALTIES: Columns<RoyaltyRow> = [
  {
    key: 'author',
    title: said('Tác giả', 'Author'),
    value: ({ author }) => author,
    cell: ({ author }, say) => say.names.person(author),
  },
  ...WHAT,
  {
    key: 'lengthSeconds',
    title: said('Thời lượng (giây)', 'Length (s)'),
    value: ({ plannedMs }) => secondsOf(plannedMs),
    digits: 3,
  },
  {
    key: 'times',
    title: said('Số lần phát', 'Times aired'),
    value: ({ times }) => times,
    isSummed: true,
  },
  ...AIRED,
  ...programs<RoyaltyRow>({
    bulletin: [said('Mã bản tin', 'Bulletin id'), ({ bulletinId }) => bulletinId],
  }),
];

type Length = keyof EffortMedians;
const LENGTHS: Readonly<Record<Length, Said>> = {
  toSubmitMs: said('Soạn (phút)', 'To submission (min)'),
  toDecideMs: said('Duyệt (phút)', 'To decision (min)'),
  toAirMs: said('Chờ phát (phút)', 'To the air (min)'),
  wholeMs: said('Từ lúc tạo đến lúc phát (phút)', 'From making to the air (min)'),
};

/** Also of the medians. */
export const EFFORT_LENGTHS: Columns<EffortMedians> = (Object.keys(LENGTHS) as Length[]).map(
  (length) => ({
    key: length.replace(/Ms$/, 'Minutes'),
    title: LENGTHS[length],
    value: (row) => {
      const ms = row[length];
      return ms === null ? null : minutesOf(ms);
    },
    digits: 1,
  }),
);

const STEPS: Readonly<
  Record<'createdAtMs' | 'submittedAtMs' | 'decidedAtMs' | 'firstAirAtMs', Said>
> = {
  createdAtMs: said('Tạo', 'Made'),
  submittedAtMs: said('Gửi duyệt', 'Submitted'),
  decidedAtMs: said('Duyệt', 'Decided'),
  firstAirAtMs: said('Phát lần đầu', 'First aired'),
};
const usOf = (ms: number | null): number | null => (ms === null ? null : ms * 1000);

export const EFFORT: Columns<EffortRow> = [
  UNIT,
  {
    key: 'author',
    title: said('Tác giả', 'Author'),
    value: ({ author }) => author,
    cell: ({ author }, say) => say.names.person(author),
  },
  ...WHAT,
  {
    key: 'origin',
    title: said('Cách làm', 'Made by'),
    value: ({ origin }) => origin,
    cell: ({ origin }, say) => say.word(ORIGIN_WORDS, origin),
  },
  ...(Object.keys(STEPS) as (keyof typeof STEPS)[]).map(
    (step): Column<EffortRow> => ({
      key: step.replace(/Ms$/, ''),
      title: STEPS[step],
      value: (row) => isoOf(usOf(row[step])),
      cell: (row, say) => `${say.day(usOf(row[step]))} ${say.time(usOf(row[step]))}`.trim(),
    }),
  ),
  ...EFFORT_LENGTHS,
  ...programs<EffortRow>({
    bulletin: [said('Mã bản tin', 'Bulletin id'), ({ bulletinId }) => bulletinId],
  }),
];
