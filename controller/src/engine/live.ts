/**
 * Live voice: who may talk, on which nodes, with which lead; the talks that are going on; and what
 * an earlier run of the program left unfinished.
 */
import {
  type BulletinClass,
  type CueId,
  cueIdOf,
  LIMITS,
  type NodeId,
  parseAuthorisationId,
  parseItemId,
} from '@loa/protocol/vocabulary';
import type { Timers } from '@loa/runtime/pure';
import { civilSecondOf } from '../domain/calendar/civil-time.ts';
import { newBulletinId } from '../domain/library/bulletin-id.ts';
import { clashOf } from '../domain/paging/clash.ts';
import { planLead } from '../domain/paging/lead.ts';
import { type NewTalk, talkOccurrence, talkTitle, talkUntilUs } from '../domain/paging/talk.ts';
import { sendAuthorisation } from '../domain/playout/authorise.ts';
import { cueOf } from '../domain/playout/cue-of.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { decide } from '../domain/policy/permissions.ts';
import { type CityMap, resolveTargets } from '../domain/zoning/city-map.ts';
import { normalTargets } from '../domain/zoning/targets.ts';
import { maySpeak } from './approval-rights.ts';
import type { Refused } from './facades.ts';
import { type EndingDeps, finishUnfinished } from './live-ending.ts';
import { RunningTalk, type Talk, type TalkListener } from './live-talk.ts';
import { audit, fitsTheWire, issue, notAllowed, orderBody, refused } from './ordering.ts';
import { authorise } from './publication.ts';
import type { NewStreamKey } from './stream-keys-port.ts';
import type { Streams } from './streams-port.ts';
import type { Ways } from './ways.ts';

export const LIVE_LIMITS = {
  /** Talks at a time, emergencies among themselves, and of one person. */
  talks: 8,
  talksOfPerson: 1,
} as const;

export interface LiveDeps extends EndingDeps {
  readonly streams: Streams;
  readonly ways: Ways;
  readonly newStreamKey: NewStreamKey;
  readonly timers: Timers;
}

export interface LiveRequest {
  readonly targets: Occurrence['targets'];
  readonly class: BulletinClass;
  readonly sampleRateHz: number;
  readonly title: string | null;
}

/** Why a talk may not begin; where another has the air, whose and until when at the latest. */
export type LiveRefused = Refused & {
  readonly heldBy?: { readonly name: string; readonly untilMs: number };
};

export interface Live {
  /** Durable, signed and open for sound when it returns. */
  start(actor: Actor, request: LiveRequest, listener: TalkListener): Talk | LiveRefused;
}

export interface OwnedLive extends Live, AsyncDisposable {
  /** Before anything listens: ends what an earlier run left open and keeps what was said in it. */
  recover(): Promise<void>;
}

export function createLive(deps: LiveDeps): OwnedLive {
  const talks = new Set<RunningTalk>();
  /** Also of talks that are over and whose recording is being kept. */
  const unsettled = new Set<Promise<void>>();
  let isClosed = false;

  const subscription = deps.events.on((event) => {
    if (event.kind !== 'broadcasts-changed') return;
    for (const talk of talks) if (event.cueIds.includes(talk.cueId)) talk.checkStopped();
  });

  function refusalOf(actor: Actor, wanted: BulletinClass): LiveRefused | null {
    if (isClosed) return refused('unavailable', 'the controller is stopping');
    const own = [...talks].filter(({ speaker }) => speaker.username === actor.username);
    if (own.length >= LIVE_LIMITS.talksOfPerson) {
      return refused('too-many-requests', 'you are talking already; end that first');
    }
    // Ordinary talks, however many, keep no emergency from being spoken.
    const isRival = ({ occurrence }: RunningTalk) =>
      (occurrence.class === 'emergency') === (wanted === 'emergency');
    if ([...talks].filter(isRival).length < LIVE_LIMITS.talks) return null;
    return refused('unavailable', `${LIVE_LIMITS.talks} people talk already; wait for one to end`);
  }

  function begin(draft: Draft, listener: TalkListener, sampleRateHz: number): RunningTalk {
    const order = commit(deps, draft);
    const { actor, occurrence, nodeIds, lead, key, recording } = draft;
    const talk = new RunningTalk(
      { ...deps, ended: () => void talks.delete(talk) },
      { speaker: actor, occurrence, nodeIds, lead, recording, listener },
    );
    talks.add(talk);
    const { settled } = talk;
    unsettled.add(settled);
    void settled.then(() => unsettled.delete(settled));
    const { leadUs, chunkPackets } = lead;
    // The stream first, so that nodes know its key when the cue reaches them.
    talk.open(deps.streams, { ...key, sampleRateHz, chunkPackets, leadUs, nodeIds });
    deps.events.emit({ kind: 'order-issued', sequence: order.sequence });
    deps.events.emit({ kind: 'broadcasts-changed', cueIds: [occurrence.cueId] });
    return talk;
  }

  return {
    start: (actor, request, listener) => {
      const map = deps.stores.city.load();
      if (!map) return refused('unavailable', 'no city yet; apply a city file first');
      const targets = normalTargets(request.targets);
      const resource = { kind: 'sending', bulletinUnitId: actor.unitId, targets } as const;
      const decision = decide({ actor, action: 'broadcast.send', resource, map });
      if (decision !== 'allowed') return notAllowed(decision.refused, 'targets');
      const ground = { documents: deps.stores.documents, map, nowMs: deps.clock.nowMs() };
      if (!maySpeak(ground, actor)) {
        const detail = 'live voice is granted in your unit; ask for the right, or send a bulletin';
        return refused('speaking-not-granted', detail);
      }
      const limited = refusalOf(actor, request.class);
      if (limited) return limited;
      const draft = draftOf(deps, map, { ...request, actor, targets });
      if ('code' in draft) return draft;
      const clash = clashOf([...talks].map(ongoing), ongoing(draft));
      if (clash) return airTaken(clash.talk);
      const recording = deps.recordings.open(draft.recorded);
      try {
        return begin({ ...draft, recording }, listener, request.sampleRateHz);
      } catch (error) {
        recording.close().then(
          () => recording.remove(),
          () => {},
        );
        throw error;
      }
    },
    recover: () => finishUnfinished(deps),
    [Symbol.asyncDispose]: async () => {
      isClosed = true;
      subscription[Symbol.dispose]();
      for (const talk of talks) talk.interrupt();
      await Promise.all(unsettled);
    },
  };
}

function ongoing<T extends { occurrence: Occurrence; nodeIds: readonly NodeId[] }>(talk: T) {
  const { cueId, class: of, startAtUs } = talk.occurrence;
  return { cueId, class: of, startAtUs, nodeIds: talk.nodeIds, talk };
}

function airTaken({ speaker, occurrence }: RunningTalk): LiveRefused {
  const untilMs = Math.ceil(occurrence.startAtUs / 1000) + LIMITS.liveSeconds * 1000;
  const name = speaker.name;
  return {
    ...refused('air-taken', `${name} is talking there: wait for the end or stop it`, 'targets'),
    heldBy: { name, untilMs },
  };
}

type Draft = Exclude<ReturnType<typeof draftOf>, Refused> & {
  readonly recording: ReturnType<EndingDeps['recordings']['open']>;
};

interface Wish extends LiveRequest {
  readonly actor: Actor;
}

/** Everything about the talk, with nothing done yet. */
function draftOf(deps: LiveDeps, map: CityMap, wish: Wish) {
  const { actor, targets } = wish;
  const nodeIds = resolveTargets(map, targets);
  const nowUs = deps.timeline.nowUs();
  const lead = planLead(deps.ways.linksOf(nodeIds, nowUs));
  const startAtUs = nowUs + lead.leadUs;
  const key = deps.newStreamKey();
  const civilSecond = civilSecondOf(startAtUs, map.timeZone);
  const title = wish.title ?? talkTitle({ ...actor, civilSecond });
  const talk: Omit<NewTalk, 'authorisationId'> = {
    cueId: newTalkId(deps, civilSecond),
    bulletinId: newBulletinId(title, deps.random.bytes(6)),
    title,
    streamId: key.streamId,
    class: wish.class,
    unitId: actor.unitId,
    targets,
    startAtUs,
    sentBy: actor.username,
  };
  const authorisation = authorisationOf(map, talk, nowUs);
  const authorisationId = parseAuthorisationId(deps.nameOf(JSON.stringify(authorisation)));
  const occurrence = talkOccurrence({ ...talk, authorisationId });
  const order = orderBody(deps, map, {
    targets,
    effectiveAtUs: nowUs,
    expiresAtUs: occurrence.validUntilUs,
    add: [cueOf(occurrence)],
    cancel: null,
  });
  if (!fitsTheWire(authorisation, order)) {
    const detail = 'too many targets for one talk; choose units or zones';
    return refused('bad-request', detail, 'targets');
  }
  const recorded = {
    cueId: talk.cueId,
    bulletinId: talk.bulletinId,
    streamId: talk.streamId,
    title,
    class: wish.class,
    unitId: actor.unitId,
    speaker: actor.username,
    startedAtMs: deps.clock.nowMs(),
    plannedFrames: occurrence.durationFrames,
  };
  return { actor, occurrence, nodeIds, lead, key, authorisation, order, recorded };
}

function authorisationOf(map: CityMap, talk: Omit<NewTalk, 'authorisationId'>, issuedAtUs: number) {
  const { bulletinId, streamId, startAtUs } = talk;
  return sendAuthorisation(map, {
    bulletin: { bulletinId, revision: 1, assetId: streamId, class: talk.class },
    targets: talk.targets,
    startAtUs,
    validUntilUs: talkUntilUs(startAtUs),
    orderedBy: talk.sentBy,
    issuedAtUs,
  });
}

function newTalkId({ random }: LiveDeps, civilSecond: string): CueId {
  const name = [...random.bytes(6)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return cueIdOf(parseItemId(`live-${name}`), civilSecond);
}

function commit(deps: LiveDeps, { actor, occurrence, authorisation, order, ...draft }: Draft) {
  return deps.stores.transactions.run(() => {
    authorise(deps, occurrence.authorisationId, authorisation);
    deps.stores.calendar.put([occurrence]);
    audit(deps, actor, {
      action: 'live.started',
      subject: occurrence.cueId,
      detail: {
        streamId: occurrence.assetId,
        class: occurrence.class,
        targets: occurrence.targets,
        nodes: draft.nodeIds.length,
        leadMs: draft.lead.leadUs / 1000,
      },
    });
    return issue(deps, actor, order);
  });
}
