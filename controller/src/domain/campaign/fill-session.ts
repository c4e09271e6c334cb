import type { Session } from '@loa/protocol/programme';
import {
  BULLETIN_CLASSES,
  type BulletinId,
  type CueId,
  type ItemId,
  parseCueId,
  type UnitId,
} from '@loa/protocol/vocabulary';
import { isWithin } from '../zoning/city-map.ts';
import type { ProgrammeBench } from './bench.ts';
import type { Carrier, Piece } from './piece.ts';
import { endOf, type Laid, layOutPlaying, type Playing, partsOf } from './playing.ts';
import type { Member } from './session-members.ts';

/** One start of a session with what is to sound in it. */
export interface SessionStart {
  readonly session: Session;
  readonly localStart: string;
  readonly startAtUs: number;
  readonly members: readonly (Member & { readonly turn: number })[];
  /** As a person put them; empty where nobody did. */
  readonly order: readonly ItemId[];
  /** What did not fit into the session before. */
  readonly carried: ReadonlySet<ItemId>;
}

export interface Filled {
  readonly pieces: readonly Piece[];
  /** What did not fit. */
  readonly left: ReadonlySet<ItemId>;
}

type Due = SessionStart['members'][number];

/** What frames a session has its name twice and the last two part numbers, which no item reaches. */
const OPENING_PART = '.998';
const CLOSING_PART = '.999';

/**
 * [CAL83] [CAL84] Fills a session: its opening, the items in order as far as its minutes go, its closing.
 * What does not fit is withheld, and what is smaller may still fit.
 */
export function fillSession(start: SessionStart, bench: ProgrammeBench): Filled {
  const { session, startAtUs } = start;
  const opening = framePiece(start, { bulletinId: session.opening, startAtUs }, bench);
  const closingUs = lengthUs(framePiece(start, { bulletinId: session.closing, startAtUs }, bench));
  const endUs = startAtUs + session.minutes * 60e6 - closingUs;
  const pieces: Piece[] = [];
  const left = new Set<ItemId>();
  let cursorUs = startAtUs + lengthUs(opening);
  for (const due of inOrder(start, bench)) {
    const laid = layOutPlaying(playingOf(start, due, cursorUs, bench), bench);
    const isKept = laid.pieces.some(({ withheld }) => withheld === null);
    if (!isKept || laid.endUs <= endUs || isEmergency(laid)) {
      pieces.push(...laid.pieces);
      cursorUs = isKept ? laid.endUs : cursorUs;
    } else {
      pieces.push(...laid.pieces.map((piece) => leftOut(piece, session.id)));
      left.add(due.campaign.id);
    }
  }
  return { pieces: framed(start, { opening, pieces, endUs: cursorUs }, bench), left };
}

/** [CAL85] Nothing opens or closes a session in which nothing sounds. */
function framed(
  start: SessionStart,
  content: {
    readonly opening: Piece | null;
    readonly pieces: readonly Piece[];
    readonly endUs: number;
  },
  bench: ProgrammeBench,
): Piece[] {
  const { opening, pieces, endUs } = content;
  if (!pieces.some(({ withheld }) => withheld === null)) return [...pieces];
  const place = { bulletinId: start.session.closing, startAtUs: endUs, isClosing: true };
  const closing = framePiece(start, place, bench);
  return [...(opening ? [opening] : []), ...pieces, ...(closing ? [closing] : [])];
}

function leftOut(piece: Piece, rule: string): Piece {
  if (piece.withheld) return piece;
  return { ...piece, withheld: { why: 'session-full', rule }, exceptions: [] };
}

function isEmergency({ pieces }: Laid): boolean {
  return pieces.some((piece) => piece.withheld === null && piece.class === 'emergency');
}

function inOrder(start: SessionStart, bench: ProgrammeBench): Due[] {
  const { session, order, carried } = start;
  const { map } = bench.programme;
  const placeOf = (item: ItemId) => {
    const place = order.indexOf(item);
    return place === -1 ? order.length : place;
  };
  const keyOf = (due: Due): readonly number[] => {
    const { campaign, turn } = due;
    const [first] = partsOf(campaign, turn);
    const bulletin = first ? bench.bulletin(first.bulletinId) : null;
    return [
      placeOf(campaign.id),
      carried.has(campaign.id) ? 0 : 1,
      -BULLETIN_CLASSES.indexOf(bulletin?.class ?? 'normal'),
      isWithin(map, campaign.unit, session.unit) ? 0 : 1,
      -campaign.priority,
    ];
  };
  // Members come by id, and sorting keeps that order where all else is equal.
  return start.members
    .map((due) => ({ due, key: keyOf(due) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ due }) => due);
}

function compare(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference) ?? 0;
}

function playingOf(
  start: SessionStart,
  due: Due,
  ...[startAtUs, bench]: [number, ProgrammeBench]
): Playing {
  const { session, localStart } = start;
  const { campaign, carrier, turn } = due;
  const cueId = parseCueId(`${campaign.id}~${session.id}@${localStart}`);
  return {
    carrier,
    cueId,
    localStart,
    blockStartUs: start.startAtUs,
    startAtUs,
    priority: bench.decisions.priorityOf(cueId) ?? campaign.priority,
    chime: campaign.chime,
    parts: partsOf(campaign, turn),
  };
}

/** The opening or closing, or null where there is none. */
function framePiece(
  start: SessionStart,
  place: {
    readonly bulletinId: BulletinId | null;
    readonly startAtUs: number;
    readonly isClosing?: boolean;
  },
  bench: ProgrammeBench,
): Piece | null {
  const { session, localStart } = start;
  const { bulletinId, startAtUs, isClosing = false } = place;
  if (bulletinId === null) return null;
  const [piece] = layOutPlaying(
    {
      carrier: frameCarrier(session),
      cueId: `${session.id}~${session.id}@${localStart}` as CueId,
      localStart,
      blockStartUs: start.startAtUs,
      startAtUs,
      priority: FRAME_PRIORITY,
      chime: null,
      parts: [{ suffix: isClosing ? CLOSING_PART : OPENING_PART, bulletinId, silenceUs: 0 }],
    },
    bench,
  ).pieces;
  return piece ?? null;
}

const FRAME_PRIORITY = 50;
/** A session may begin so late, as a campaign does unless it says otherwise. */
const FRAME_LATE_US = 15 * 60e6;

/** Stands for a session's own sound. */
export function frameCarrier(session: Session): Carrier {
  const targets = { units: [session.unit], zones: [], nodes: [] } as {
    readonly units: readonly UnitId[];
    readonly zones: [];
    readonly nodes: [];
  };
  return {
    itemId: session.id as ItemId,
    unitId: session.unit,
    title: session.title,
    priority: FRAME_PRIORITY,
    gainDb: 0,
    whenPreempted: 'continue',
    lateUs: FRAME_LATE_US,
    targets,
    targetsText: JSON.stringify(targets),
    isOverridden: false,
    isSubstitute: false,
  };
}

function lengthUs(piece: Piece | null): number {
  return piece && !piece.withheld ? endOf(piece) - piece.startAtUs : 0;
}
