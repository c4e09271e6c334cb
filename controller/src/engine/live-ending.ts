/** What a talk leaves behind: its true length in plan and proof, and its recording in the library. */
import { type BulletinId, type LiveEnd, PACKET_FRAMES, usOfFrames } from '@loa/protocol/vocabulary';
import { AS_BROUGHT_IN, type Bulletin } from '../domain/library/bulletin.ts';
import { endedTalk, type TalkSpan } from '../domain/paging/talk.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { broughtIn } from './approval-rights.ts';
import type { AssetStore } from './asset-store-port.ts';
import { audit, issue, orderBody, type SendingDeps } from './ordering.ts';
import type { PackRecording, Recorded, Recording, Recordings } from './recordings-port.ts';

export interface EndingDeps extends SendingDeps {
  readonly assets: Pick<AssetStore, 'put'>;
  readonly recordings: Recordings;
  readonly packRecording: PackRecording;
}

interface Ending {
  readonly cueId: Occurrence['cueId'];
  readonly by: Pick<Actor, 'username'>;
  readonly why: LiveEnd;
  readonly seconds: number;
}

/** The language of the city's bulletins. */
const LANGUAGE = 'vi';

/**
 * [LIV7] Tells nodes and proof how long the talk really was: an order adds its cue anew with that
 * length. Where nothing was said the cue is withdrawn.
 *
 * @param span null: nothing was said
 */
export function endTalk(deps: EndingDeps, ending: Ending, span: TalkSpan | null): void {
  const { stores, timeline, events } = deps;
  const { cueId, by, why, seconds } = ending;
  const map = stores.city.load();
  const stored = stores.calendar.get(cueId);
  if (!map || !stored) return;
  const nowUs = timeline.nowUs();
  const { occurrence, order } = spoken(stored, span, nowUs);
  const issued = stores.transactions.run(() => {
    stores.calendar.put([occurrence]);
    audit(deps, by, { action: 'live.ended', subject: cueId, detail: { why, seconds } });
    // A person's stop has told the nodes already.
    if (stored.stoppedAtUs !== null || stored.validUntilUs <= nowUs) return null;
    const body = orderBody(deps, map, {
      targets: stored.targets,
      effectiveAtUs: nowUs,
      // A node that was away holds the longer cue until then.
      expiresAtUs: stored.validUntilUs,
      ...order,
    });
    return issue(deps, by, body);
  });
  if (issued) events.emit({ kind: 'order-issued', sequence: issued.sequence });
  events.emit({ kind: 'broadcasts-changed', cueIds: [cueId] });
}

/** What is stored of a talk that is over, and what its nodes are told. */
function spoken(stored: Occurrence, span: TalkSpan | null, nowUs: number) {
  const stoppedAtUs = stored.stoppedAtUs ?? Number.POSITIVE_INFINITY;
  const { startAtUs } = stored;
  const { firstSampleAtUs, lastSampleAtUs } = span ?? {
    firstSampleAtUs: startAtUs,
    lastSampleAtUs: nowUs,
  };
  const ended = endedTalk(stored, {
    firstSampleAtUs,
    lastSampleAtUs: Math.min(lastSampleAtUs, stoppedAtUs),
  });
  if (span) return { occurrence: ended.occurrence, order: { add: [ended.cue], cancel: null } };
  const cancel = { kind: 'cues', cueIds: [stored.cueId] } as const;
  const occurrence = { ...ended.occurrence, stoppedAtUs: stored.stoppedAtUs ?? nowUs };
  return { occurrence, order: { add: [], cancel } };
}

/** [LIV10] What was said becomes a bulletin of the library, as it was sent; null: nothing was. */
export async function keepRecording(
  deps: EndingDeps,
  recording: Pick<Recording, 'close' | 'remove'>,
): Promise<BulletinId | null> {
  const recorded = await recording.close();
  const bulletinId = await toBulletin(deps, recorded);
  await recording.remove();
  return bulletinId;
}

async function toBulletin(
  deps: EndingDeps,
  { talk, packets }: Recorded,
): Promise<BulletinId | null> {
  const asset = deps.packRecording(packets);
  if (asset === null) return null;
  await deps.assets.put(asset);
  const sound: Bulletin = {
    bulletinId: talk.bulletinId,
    revision: 1,
    title: talk.title,
    class: talk.class,
    category: '',
    language: LANGUAGE,
    unitId: talk.unitId,
    author: talk.speaker,
    createdAtMs: talk.startedAtMs,
    assetId: asset.assetId,
    durationFrames: asset.durationFrames,
    loudnessLufs: asset.loudnessLufs,
    truePeakDbtp: asset.truePeakDbtp,
    ...AS_BROUGHT_IN,
    origin: 'talk',
  };
  const { documents, city } = deps.stores;
  const ground = { documents, map: city.load(), nowMs: deps.clock.nowMs() };
  const bulletin = broughtIn(ground, sound);
  deps.stores.transactions.run(() => {
    deps.stores.library.put(bulletin);
    const detail = { title: talk.title, assetId: asset.assetId, cueId: talk.cueId };
    const by = { username: talk.speaker };
    audit(deps, by, { action: 'bulletin.add', subject: talk.bulletinId, detail });
  });
  deps.events.emit({ kind: 'library-changed' });
  return talk.bulletinId;
}

/** [LIV11] Talks that the program did not live to end: interrupted, their sound kept. */
export async function finishUnfinished(deps: EndingDeps): Promise<void> {
  for (const recorded of await deps.recordings.unfinished()) {
    try {
      await finishOne(deps, recorded);
    } catch (error) {
      // Its file stays: the next start tries again, and no talk keeps the city from starting.
      const { cueId } = recorded.talk;
      deps.logger.error({ err: error, cueId }, 'an interrupted talk could not be kept');
    }
  }
}

async function finishOne(
  deps: EndingDeps,
  recorded: Recorded & Pick<Recording, 'remove'>,
): Promise<void> {
  const { talk, firstSampleAtUs, packets } = recorded;
  const stored = deps.stores.calendar.get(talk.cueId);
  const soundUs = usOfFrames(packets.length * PACKET_FRAMES);
  if (stored && stored.durationFrames === talk.plannedFrames) {
    const by = { username: talk.speaker };
    const seconds = Math.round(soundUs / 1e5) / 10;
    const span = firstSampleAtUs === null ? null : spanOf(firstSampleAtUs, soundUs);
    endTalk(deps, { cueId: talk.cueId, by, why: 'interrupted', seconds }, span);
  }
  // Ended but not packed before, or packed but not removed: the same packets make the same asset.
  const isKept = deps.stores.library.get(talk.bulletinId) !== null;
  // A talk whose order was never written was never heard.
  if (stored && !isKept) await toBulletin(deps, recorded);
  await recorded.remove();
}

function spanOf(firstSampleAtUs: number, soundUs: number): TalkSpan {
  return { firstSampleAtUs, lastSampleAtUs: firstSampleAtUs + soundUs };
}
