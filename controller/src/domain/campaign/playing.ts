import type { Campaign } from '@loa/protocol/programme';
import {
  type BulletinClass,
  type BulletinId,
  type CueId,
  parseCueId,
  usOfFrames,
} from '@loa/protocol/vocabulary';
import type { Bulletin } from '../library/bulletin.ts';
import type { Carrier, Piece } from './piece.ts';
import type { Verdict } from './withheld.ts';

/** A bulletin of a playing, with what parts it from the one before. */
interface Part {
  /** Of the cue's identity: empty for the first. */
  readonly suffix: string;
  readonly bulletinId: BulletinId;
  readonly silenceUs: number;
}

/** One start of an item, to be laid out. */
export interface Playing {
  readonly carrier: Carrier;
  /** Of the first bulletin; the other parts follow from it. */
  readonly cueId: CueId;
  readonly localStart: string;
  /** When what it is part of begins. */
  readonly blockStartUs: number;
  readonly startAtUs: number;
  readonly priority: number;
  readonly chime: BulletinId | null;
  readonly parts: readonly Part[];
}

export interface Laid {
  readonly pieces: readonly Piece[];
  /** Of the last that sounds; the start where nothing does. */
  readonly endUs: number;
}

/** What rules are asked. */
export interface Candidate {
  readonly carrier: Carrier;
  readonly bulletin: Bulletin | null;
  readonly class: BulletinClass;
  readonly startAtUs: number;
  readonly endUs: number;
}

export interface Bench {
  bulletin(bulletinId: BulletinId): Bulletin | null;
  judge(candidate: Candidate): Verdict;
}

/**
 * [CAL80] The bulletins of a start: all of them, or the next in turn, as often as it is repeated.
 *
 * @param turn how many starts came before
 */
export function partsOf(
  campaign: Pick<Campaign, 'bulletins' | 'order' | 'separationSeconds' | 'repeats'>,
  turn: number,
): Part[] {
  const { bulletins, order, separationSeconds, repeats } = campaign;
  const inTurn = bulletins[turn % bulletins.length] as BulletinId;
  const once = order === 'sequence' ? bulletins : [inTurn];
  const parts: Part[] = [];
  for (let time = 0; time < repeats.times; time++) {
    for (const [index, bulletinId] of once.entries()) {
      const isFirst = parts.length === 0;
      const silence = index === 0 ? repeats.gapSeconds : separationSeconds;
      parts.push({
        suffix: isFirst ? '' : `.${parts.length}`,
        bulletinId,
        silenceUs: isFirst ? 0 : Math.round(silence * 1e6),
      });
    }
  }
  return parts;
}

/**
 * [CAL82] Lays the parts one after the other. What is withheld takes no time, and the chime sounds only
 * where something follows it.
 */
export function layOutPlaying(playing: Playing, bench: Bench): Laid {
  const { startAtUs } = playing;
  const { chime } = playing;
  const opening = chime === null ? null : chimeOf(playing, chime, bench);
  const pieces: Piece[] = [];
  let endUs = opening && !opening.withheld ? endOf(opening) : startAtUs;
  let isSounding = false;
  for (const part of playing.parts) {
    const fromUs = endUs + (isSounding ? part.silenceUs : 0);
    const piece = pieceOf(playing, { ...part, startAtUs: fromUs }, bench);
    pieces.push(piece);
    if (piece.withheld) continue;
    endUs = endOf(piece);
    isSounding = true;
  }
  if (!isSounding) endUs = startAtUs;
  return { pieces: opening ? [following(opening, pieces), ...pieces] : pieces, endUs };
}

/** When a piece ends. */
export function endOf({ startAtUs, bulletin }: Pick<Piece, 'startAtUs' | 'bulletin'>): number {
  return startAtUs + (bulletin ? usOfFrames(bulletin.durationFrames) : 0);
}

/** The chime has the class of what it announces. */
function chimeOf(playing: Playing, bulletinId: BulletinId, bench: Bench): Piece {
  const { startAtUs, parts } = playing;
  const announced = parts
    .map((part) => bench.bulletin(part.bulletinId))
    .find((bulletin) => bulletin !== null);
  const place = { suffix: '.c', bulletinId, startAtUs };
  return pieceOf(playing, announced ? { ...place, class: announced.class } : place, bench);
}

function following(chime: Piece, pieces: readonly Piece[]): Piece {
  if (chime.withheld) return chime;
  const sounding = pieces.find(({ withheld }) => withheld === null);
  if (!sounding) return { ...chime, withheld: pieces[0]?.withheld ?? null, exceptions: [] };
  const own = new Set(chime.exceptions.map((one) => JSON.stringify(one)));
  const others = sounding.exceptions.filter((one) => !own.has(JSON.stringify(one)));
  return others.length === 0 ? chime : { ...chime, exceptions: [...chime.exceptions, ...others] };
}

function pieceOf(
  playing: Playing,
  place: {
    readonly suffix: string;
    readonly bulletinId: BulletinId;
    readonly startAtUs: number;
    readonly class?: BulletinClass;
  },
  bench: Bench,
): Piece {
  const { carrier, cueId, localStart, blockStartUs, priority } = playing;
  const { suffix, bulletinId, startAtUs } = place;
  const bulletin = bench.bulletin(bulletinId);
  const at = { class: place.class ?? bulletin?.class ?? 'normal', startAtUs };
  const verdict = bench.judge({ carrier, bulletin, ...at, endUs: endOf({ startAtUs, bulletin }) });
  return {
    carrier,
    cueId: suffix === '' ? cueId : parseCueId(cueId + suffix),
    bulletinId,
    bulletin,
    priority,
    localStart,
    blockStartUs,
    ...at,
    ...verdict,
  };
}
