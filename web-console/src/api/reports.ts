/** Reports, read while they come: a year of a province does not fit into a phone. */
import {
  type ReportHead,
  type ReportRow,
  reportHeadSchema,
  reportRowSchemas,
} from '@loa/protocol/console-api';
import type { ReportFormat } from '@loa/protocol/vocabulary';
import type { z } from 'zod';
import { type ReportQuestion, reportQuery } from '../state/report.ts';
import { ApiError } from './problem.ts';
import { requestStream } from './request.ts';

export function reportPath(question: ReportQuestion, format: ReportFormat): string {
  return `/api/reports/${question.kind}.${format}?${reportQuery(question)}`;
}

/** Tells rows as they come, some at a time; answers the report's head once it is whole. */
export async function readReport(
  question: ReportQuestion,
  onRows: (rows: readonly ReportRow[]) => void,
  signal: AbortSignal,
): Promise<ReportHead> {
  const { kind } = question;
  const parser = createLineParser(kind);
  const utf8 = new TextDecoder();
  const response = await requestStream(reportPath(question, 'json'), signal);
  for await (const bytes of partsOf(response)) {
    const rows = parser.take(utf8.decode(bytes, { stream: true }));
    if (rows.length > 0) onRows(rows);
  }
  return parser.end();
}

/** The file as a person keeps it, with its name. */
export async function fetchReportFile(
  { question, format }: { readonly question: ReportQuestion; readonly format: ReportFormat },
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly file: Blob }> {
  const response = await requestStream(reportPath(question, format), signal);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const part of partsOf(response)) {
    parts.push(part);
    bytes += part.byteLength;
    onBytes(bytes);
  }
  const said = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '');
  const name = said?.[1] ?? `${question.kind}.${format}`;
  const type = response.headers.get('content-type') ?? '';
  return { name, file: new Blob(parts, { type }) };
}

/** Streams of this age are not iterable in every browser of a ward. */
async function* partsOf(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  if (reader === undefined) throw new ApiError('unexpected-answer');
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw error instanceof DOMException && error.name === 'AbortError'
        ? error
        : new ApiError('unreachable', null, error);
    });
    if (done) return;
    yield value;
  }
}

const END = ']}';

/** [REP30] The head is a line, and so is each row. */
function createLineParser(kind: ReportQuestion['kind']): {
  take(text: string): readonly ReportRow[];
  end(): ReportHead;
} {
  let held = '';
  let head: ReportHead | null = null;
  let isWhole = false;
  return {
    take: (text) => {
      const lines = (held + text).split('\n');
      held = lines.pop() ?? '';
      const rows: ReportRow[] = [];
      for (const line of lines) {
        if (head === null) head = parsed(reportHeadSchema, line + END);
        else if (line === END) isWhole = true;
        else if (line !== '') rows.push(rowOf(kind, line.replace(/,$/, '')));
      }
      return rows;
    },
    end: () => {
      // What was cut off on the way is no report.
      if (head === null || !isWhole) throw new ApiError('unreachable');
      return head;
    },
  };
}

function rowOf(kind: ReportQuestion['kind'], line: string): ReportRow {
  const schema: z.ZodType = reportRowSchemas[kind];
  return { kind, row: parsed(schema, line) } as ReportRow;
}

function parsed<Value>(schema: z.ZodType<Value>, line: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new ApiError('unexpected-answer', null, error);
  }
  const read = schema.safeParse(value);
  if (!read.success) throw new ApiError('unexpected-answer', null, read.error);
  return read.data;
}
