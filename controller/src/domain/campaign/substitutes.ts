import type { Targets } from '@loa/protocol/playout';
import type { Suspension } from '@loa/protocol/programme';
import { type ItemId, parseCueId } from '@loa/protocol/vocabulary';
import { normalTargets } from '../zoning/targets.ts';
import type { ProgrammeBench } from './bench.ts';
import type { Carrier, Piece } from './piece.ts';
import { layOutPlaying } from './playing.ts';
import { targetsWithin } from './session-targets.ts';

/** Stands where a session's name would: no session is called so. */
export const SUBSTITUTE = 'substitute';

/** A start of which nothing sounds where a suspension is in force. */
export interface SuspendedStart {
  readonly suspension: string;
  readonly localStart: string;
  readonly blockStartUs: number;
  readonly targets: Targets;
}

/**
 * [CAL88] The starts of some pieces that are wholly suspended.
 *
 * @param pieces of one item or one session
 */
export function suspendedStarts(pieces: readonly Piece[]): SuspendedStart[] {
  if (!pieces.some(isTouched)) return [];
  const found: SuspendedStart[] = [];
  for (const block of Map.groupBy(pieces, ({ localStart }) => localStart).values()) {
    const [first] = block;
    const rules = new Set(block.flatMap(rulesOf));
    if (!first) continue;
    for (const suspension of rules) {
      if (!block.every((piece) => isSilentBy(piece, suspension))) continue;
      const { localStart, blockStartUs } = first;
      const suspended = block.filter((piece) => rulesOf(piece).includes(suspension));
      const targets = unionOf(suspended.map(({ carrier }) => carrier.targets));
      found.push({ suspension, localStart, blockStartUs, targets });
    }
  }
  return found;
}

/** What sounds in the place of what a suspension keeps from the air: once a start. */
export function unfoldSubstitutes(
  suspension: Suspension,
  starts: readonly SuspendedStart[],
  bench: ProgrammeBench,
): Piece[] {
  const { substitute } = suspension;
  if (substitute === null) return [];
  const { map } = bench.programme;
  const byStart = Map.groupBy(starts, ({ localStart }) => localStart);
  return [...byStart].sort(byKey).flatMap(([localStart, together]) => {
    const aims = together.map(({ targets }) =>
      targetsWithin(map, { targets, reach: bench.rules.reachOf(targets) }, suspension.unit),
    );
    const startAtUs = together[0]?.blockStartUs ?? 0;
    const carrier = substituteCarrier(suspension, unionOf(aims));
    return layOutPlaying(
      {
        carrier,
        cueId: parseCueId(`${suspension.id}~${SUBSTITUTE}@${localStart}`),
        localStart,
        blockStartUs: startAtUs,
        startAtUs,
        priority: carrier.priority,
        chime: null,
        parts: [{ suffix: '', bulletinId: substitute, silenceUs: 0 }],
      },
      bench,
    ).pieces;
  });
}

function isTouched({ withheld, exceptions }: Piece): boolean {
  return withheld !== null || exceptions.length > 0;
}

function rulesOf({ withheld, exceptions }: Piece): string[] {
  const notes = withheld ? [withheld] : exceptions;
  return notes.flatMap(({ why, rule }) => (why === 'suspended' && rule !== null ? [rule] : []));
}

/** Withheld for whatever reason, or excepted by that suspension. */
function isSilentBy(piece: Piece, suspension: string): boolean {
  return piece.withheld !== null || rulesOf(piece).includes(suspension);
}

function unionOf(all: readonly Targets[]): Targets {
  return normalTargets({
    units: all.flatMap(({ units }) => units),
    zones: all.flatMap(({ zones }) => zones),
    nodes: all.flatMap(({ nodes }) => nodes),
  });
}

function substituteCarrier(suspension: Suspension, targets: Targets): Carrier {
  return {
    itemId: suspension.id as ItemId,
    unitId: suspension.unit,
    title: suspension.title,
    priority: 50,
    gainDb: 0,
    whenPreempted: 'continue',
    lateUs: 15 * 60e6,
    targets,
    targetsText: JSON.stringify(targets),
    isOverridden: false,
    isSubstitute: true,
  };
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
