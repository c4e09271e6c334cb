import type { CueId, PageHash } from '@loa/protocol/vocabulary';
import { CivilDays } from '../calendar/civil-days.ts';
import { clashesOf } from './clashes.ts';
import { cueOf } from './cue-of.ts';
import { type Aim, aimOfText, aimTextOf } from './meant.ts';
import type { Occurrence } from './occurrence.ts';
import { type DayPageText, isOnPages, splitPages } from './page-text.ts';

/** Stands for an aim that occurrences share. */
export type AimId = number;

/** The pages of one day for the nodes that the same aims mean. */
export interface DayPage {
  readonly day: string;
  /** Of the aims, those that have something on this day. */
  readonly aims: readonly AimId[];
  readonly hashes: readonly PageHash[];
  /** What will not sound in full, because something else holds the air. */
  readonly clashes: readonly CueId[];
  /** Whether the texts are on the disk: the caller's to know. */
  isStored: boolean;
}

/** One aim's part of a day. */
interface Strand {
  readonly cues: Map<CueId, Occurrence>;
  /** By start and id; null when it has changed since. */
  sorted: readonly Line[] | null;
}

interface Line {
  readonly occurrence: Occurrence;
  readonly text: string;
}

/** No aim and no page of a day that has passed is kept; beyond this many aims all is made anew. */
export const MOST_AIMS = 5_000;

/**
 * [CAL41] The days of a plan as they are shared: an occurrence stands in the strand of its day and its
 * targets, and nodes with the same strands have the same pages. A page is made when it is first asked for
 * and again when one of its strands has changed; what it says depends on its occurrences alone.
 */
export class DayPlans {
  private readonly hashOf: (text: string) => PageHash;
  private readonly civilDays: CivilDays;
  private readonly aimIds = new Map<string, AimId>();
  private readonly strands = new Map<string, Map<AimId, Strand>>();
  private readonly pages = new Map<string, Map<string, DayPage>>();
  private readonly stale = new Map<string, Set<AimId>>();
  private nextAim = 1;

  constructor(context: { readonly timeZone: string; hashOf(text: string): PageHash }) {
    this.hashOf = (text) => context.hashOf(text);
    this.civilDays = new CivilDays(context.timeZone);
  }

  aimOf(occurrence: Pick<Occurrence, 'targets' | 'exceptions'>): AimId {
    const key = aimTextOf(occurrence);
    const known = this.aimIds.get(key);
    if (known !== undefined) return known;
    const made = this.nextAim++;
    this.aimIds.set(key, made);
    return made;
  }

  get aimCount(): number {
    return this.aimIds.size;
  }

  *aims(): Generator<readonly [AimId, Aim]> {
    for (const [key, aim] of this.aimIds) yield [aim, aimOfText(key)];
  }

  /** Puts `after` where `before` was; either may be missing. */
  replace(before: Occurrence | undefined, after: Occurrence | undefined): void {
    if (before && isOnPages(before)) this.strandOf(before)?.cues.delete(before.cueId);
    if (after && isOnPages(after)) this.strandOf(after)?.cues.set(after.cueId, after);
  }

  /** The days that have anything, in order. */
  days(): string[] {
    return [...this.strands.keys()].sort();
  }

  /** Drops the days before `day`. */
  forgetBefore(day: string): void {
    this.civilDays.forgetBefore(day);
    for (const kept of [this.strands, this.pages, this.stale]) {
      for (const known of kept.keys()) if (known < day) kept.delete(known);
    }
  }

  /**
   * The pages of those whom `aims` mean, in order of day.
   *
   * @param aims in ascending order
   */
  pagesOf(aims: readonly AimId[], days: readonly string[]): DayPage[] {
    const pages: DayPage[] = [];
    for (const day of days) {
      const strands = this.strands.get(day);
      const present = aims.filter((aim) => (strands?.get(aim)?.cues.size ?? 0) > 0);
      if (present.length > 0) pages.push(this.pageOf(day, present));
    }
    return pages;
  }

  /** The texts of a page, made again: they are needed once, and are most of a plan's bytes. */
  textsOf({ day, aims, hashes }: DayPage): DayPageText[] {
    const texts = splitPages(
      day,
      this.linesOf(day, aims).map(({ text }) => text),
    );
    return texts.map((text, index) => ({ day, hash: hashes[index] as PageHash, text }));
  }

  private pageOf(day: string, aims: readonly AimId[]): DayPage {
    const ofDay = this.freshPages(day);
    const key = aims.join();
    const known = ofDay.get(key);
    if (known) return known;
    const lines = this.linesOf(day, aims);
    const texts = splitPages(
      day,
      lines.map(({ text }) => text),
    );
    const made = {
      day,
      aims,
      hashes: texts.map(this.hashOf),
      clashes: clashesOf(lines.map(({ occurrence }) => occurrence)),
      isStored: false,
    };
    ofDay.set(key, made);
    return made;
  }

  /** The pages of a day without those that a changed strand has made stale. */
  private freshPages(day: string): Map<string, DayPage> {
    const ofDay = this.pages.get(day) ?? new Map<string, DayPage>();
    this.pages.set(day, ofDay);
    const stale = this.stale.get(day);
    if (!stale) return ofDay;
    for (const [key, { aims }] of ofDay) if (aims.some((aim) => stale.has(aim))) ofDay.delete(key);
    this.stale.delete(day);
    return ofDay;
  }

  private linesOf(day: string, aims: readonly AimId[]): readonly Line[] {
    const strands = this.strands.get(day);
    const parts = aims.flatMap((aim) => strands?.get(aim) ?? []).map(sortedLines);
    return parts.length === 1 ? (parts[0] as readonly Line[]) : parts.flat().sort(byStart);
  }

  private strandOf(occurrence: Occurrence): Strand {
    const day = this.civilDays.dayAt(occurrence.startAtUs);
    const aim = this.aimOf(occurrence);
    const ofDay = this.strands.get(day) ?? new Map<AimId, Strand>();
    this.strands.set(day, ofDay);
    const strand = ofDay.get(aim) ?? { cues: new Map(), sorted: null };
    ofDay.set(aim, strand);
    strand.sorted = null;
    const stale = this.stale.get(day);
    if (stale) stale.add(aim);
    else this.stale.set(day, new Set([aim]));
    return strand;
  }
}

function sortedLines(strand: Strand): readonly Line[] {
  strand.sorted ??= [...strand.cues.values()]
    .map((occurrence) => ({ occurrence, text: JSON.stringify(cueOf(occurrence)) }))
    .sort(byStart);
  return strand.sorted;
}

function byStart({ occurrence: a }: Line, { occurrence: b }: Line): number {
  return a.startAtUs - b.startAtUs || (a.cueId < b.cueId ? -1 : a.cueId > b.cueId ? 1 : 0);
}
