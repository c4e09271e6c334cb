import type { Relay } from '@loa/protocol/programme';
import {
  type BulletinId,
  parseAssetId,
  parseBulletinId,
  SAMPLE_RATE_HZ,
} from '@loa/protocol/vocabulary';
import { type Span, startsOn } from '../calendar/occurrences.ts';
import { AS_BROUGHT_IN, type Bulletin } from '../library/bulletin.ts';
import { normalTargets } from '../zoning/targets.ts';
import type { ProgrammeBench } from './bench.ts';
import type { Carrier, Piece } from './piece.ts';
import { timingOf } from './unfold.ts';

/** The sound of a relay has no name before it is joined. */
const NOT_YET = parseAssetId('0'.repeat(43));

/** Relays are planned as what may be withheld is; their class is not chosen. */
const RELAY_CLASS = 'normal';

export function relayCarrier(relay: Relay): Carrier {
  const targets = normalTargets(relay.targets);
  return {
    itemId: relay.id,
    unitId: relay.unit,
    title: relay.title,
    priority: relay.priority,
    gainDb: relay.gainDb,
    whenPreempted: 'continue',
    lateUs: 0,
    targets,
    targetsText: JSON.stringify(targets),
    isOverridden: false,
    isSubstitute: false,
    isRelay: true,
  };
}

/** [REL1] Where a relay lies: its minutes from each start on, and what rules say of them. */
export function unfoldRelay(relay: Relay, bench: ProgrammeBench, days: Span): Piece[] {
  const carrier = relayCarrier(relay);
  const bulletin = soundOf(relay);
  const lengthUs = relay.minutes * 60e6;
  return startsOn(timingOf(relay.id, relay.timing), days, bench.days).map((start) => {
    const { cueId, localStart, startAtUs } = start;
    const sound = { class: RELAY_CLASS, startAtUs, endUs: startAtUs + lengthUs } as const;
    return {
      carrier,
      cueId,
      localStart,
      startAtUs,
      blockStartUs: startAtUs,
      bulletinId: bulletin.bulletinId,
      bulletin,
      class: RELAY_CLASS,
      priority: relay.priority,
      ...bench.judge({ carrier, bulletin, ...sound }),
    };
  });
}

/** What rules are asked about: a relay stands for its own bulletin. */
function soundOf(relay: Relay): Bulletin {
  return {
    ...AS_BROUGHT_IN,
    bulletinId: relayBulletinId(relay),
    revision: 1,
    title: relay.title,
    class: RELAY_CLASS,
    category: relay.category,
    language: 'vi',
    unitId: relay.unit,
    author: '',
    createdAtMs: 0,
    assetId: NOT_YET,
    durationFrames: relay.minutes * 60 * SAMPLE_RATE_HZ,
    loudnessLufs: null,
    truePeakDbtp: null,
  };
}

function relayBulletinId(relay: Pick<Relay, 'id'>): BulletinId {
  return parseBulletinId(relay.id);
}
