import type { Language } from '@loa/protocol/vocabulary';
import { civilSecondOf } from '../../domain/calendar/civil-time.ts';
import type { ReportHead } from '../../engine/report-writer-port.ts';
import type { Said } from '../../presentation/report-words.ts';

export type Cell = string | number | null;

/** What a cell is made with: the reader's language, the city's names and time. */
export interface Sayer {
  readonly language: Language;
  readonly names: ReportHead['names'];
  /** 22/11/2026, or 2026-11-22 in English. */
  day(atUs: number | null): string;
  /** 05:30:00. */
  time(atUs: number | null): string;
  word<Key extends string>(words: Readonly<Record<Key, Said>>, key: Key | null): string;
  /** A day, `YYYY-MM-DD`, or month as it is written there. */
  date(iso: string): string;
}

export interface Column<Row> {
  /** Name in JSON, for programs. */
  readonly key: string;
  readonly title: Said;
  /** The value in JSON. */
  readonly value: (row: Row) => unknown;
  /** What people read; the value itself unless given. */
  readonly cell?: (row: Row, say: Sayer) => Cell;
  /** Digits after the point of a number. */
  readonly digits?: number;
  /** The printed page adds it up. */
  readonly isSummed?: boolean;
  /** Not on the printed page. */
  readonly isForPrograms?: boolean;
}

/** An ISO instant in UTC, for programs. */
export function isoOf(atUs: number | null): string | null {
  return atUs === null ? null : `${civilSecondOf(atUs, 'UTC')}Z`;
}

export function cellOf<Row>(column: Column<Row>, row: Row, say: Sayer): Cell {
  const cell = column.cell ? column.cell(row, say) : (column.value(row) as Cell);
  if (typeof cell !== 'number' || column.digits === undefined) return cell;
  return Number(cell.toFixed(column.digits));
}

const SECOND_US = 1e6;
/** A report in order of time asks for the same few seconds again and again. */
const KEPT_SECONDS = 2_000;

export function createSayer({ language, names, timeZone }: ReportHead): Sayer {
  const kept = new Map<number, string>();
  const civil = (atUs: number): string => {
    const second = Math.floor(atUs / SECOND_US);
    const known = kept.get(second);
    if (known !== undefined) return known;
    if (kept.size >= KEPT_SECONDS) kept.clear();
    const made = civilSecondOf(atUs, timeZone);
    kept.set(second, made);
    return made;
  };
  const date = (iso: string): string =>
    language === 'vi' ? iso.split('-').reverse().join('/') : iso;
  return {
    language,
    names,
    date,
    day: (atUs) => (atUs === null ? '' : date(civil(atUs).slice(0, 10))),
    time: (atUs) => (atUs === null ? '' : civil(atUs).slice(11)),
    word: (words, key) => (key === null ? '' : words[key][language]),
  };
}
