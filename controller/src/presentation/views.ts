/** From the engine's views to what the console API says, in one place. */
import { healthSchema } from '@loa/protocol/agent-link';
import type {
  Broadcast,
  Bulletin,
  City,
  IngestJob,
  Me,
  NodeSound,
  NodeStatus,
  Proof,
} from '@loa/protocol/console-api';
import type { Stagger } from '@loa/protocol/playout';
import type { CueId, Language } from '@loa/protocol/vocabulary';
import { isoOfMs } from '@loa/runtime/node';
import type { Bulletin as LibraryBulletin } from '../domain/library/bulletin.ts';
import { SCHEDULE_AUTHOR } from '../domain/playout/authorise.ts';
import type { Actor } from '../domain/policy/actor.ts';
import type { Acoustic, CityMap } from '../domain/zoning/city-map.ts';
import type { Standing } from '../engine/approval-facade.ts';
import type { BroadcastView, NodeView, ProofView, UploadJob } from '../engine/facades.ts';
import { problemOf } from './problem-details.ts';

const FRAMES_A_MS = 48;

/** How a person is called, by user name. */
export type NameOf = (username: string) => string;

function isoOfUs(us: number): string {
  return isoOfMs(Math.floor(us / 1000));
}

function isoOrNull(us: number | null): string | null {
  return us === null ? null : isoOfUs(us);
}

function msOfFrames(frames: number): number {
  return Math.round(frames / FRAMES_A_MS);
}

export function meView(actor: Actor): Me {
  const { username, name, role, unitId, language } = actor;
  return { username, name, role, unitId, language };
}

export function cityView(map: CityMap): City {
  const units = [...map.units.values()].map(({ unitId, kind, name, parentId, place }) => {
    return { unitId, kind, name, parentId, place };
  });
  const zones = [...map.zones.values()].map(({ zoneId, name, nodeIds, acoustic }) => {
    return { zoneId, name, nodeIds: [...nodeIds], acoustic: acoustic && acousticView(acoustic) };
  });
  const name = map.units.get(map.cityId)?.name ?? map.cityId;
  return { unitId: map.cityId, name, timeZone: map.timeZone, units, zones };
}

function acousticView(acoustic: Acoustic): NonNullable<City['zones'][number]['acoustic']> {
  if (acoustic.kind === 'delay') {
    const groups = acoustic.groups.map(({ nodeIds, delayUs }) => {
      return { nodeIds: [...nodeIds], delayMs: delayUs / 1000 };
    });
    return { kind: 'delay', groups };
  }
  const groups = acoustic.groups.map(({ nodeIds }) => ({ nodeIds: [...nodeIds] }));
  return { kind: 'waves', gapMs: acoustic.gapUs / 1000, groups };
}

function soundView({ node, settings }: NodeView): NodeSound {
  const { gainDb, trimUs } = node.settings;
  return {
    gainDb: settings.gainDb,
    trimMs: settings.trimUs / 1000,
    declared: { gainDb, trimMs: trimUs / 1000 },
    stagger: staggerView(settings.stagger),
  };
}

function staggerView(stagger: Stagger): NodeSound['stagger'] {
  switch (stagger.kind) {
    case 'none':
      return stagger;
    case 'delay':
      return { kind: 'delay', delayMs: stagger.delayUs / 1000 };
    case 'wave':
      return { kind: 'wave', index: stagger.index, gapMs: stagger.gapUs / 1000 };
  }
}

/** @param titleOf the title of what sounds */
export function nodeView(view: NodeView, titleOf: (cueId: CueId) => string): NodeStatus {
  const { nodeId, name, unitId, place, siteId } = view.node;
  const parsed = view.health === null ? null : healthSchema.safeParse(view.health);
  const health = parsed?.success ? parsed.data : null;
  const noRoom = health?.noRoom ?? null;
  return {
    nodeId,
    name,
    unitId,
    place,
    siteId,
    sound: soundView(view),
    state: view.state,
    since: isoOfMs(view.sinceMs),
    lastSeen: view.lastSeenMs === null ? null : isoOfMs(view.lastSeenMs),
    faults: [...view.faults],
    health,
    sounding:
      view.sounding === null ? null : { cueId: view.sounding, title: titleOf(view.sounding) },
    planVersion: { published: view.planPublished, applied: view.planApplied },
    noRoom: noRoom
      ? {
          ...{ assets: noRoom.assets, cueId: noRoom.cueId, title: titleOf(noRoom.cueId) },
          dueAt: isoOfMs(Math.floor(noRoom.dueAtUs / 1000)),
        }
      : null,
  };
}

export function bulletinView(
  bulletin: LibraryBulletin,
  { standing, nameOf }: { readonly standing: Standing; readonly nameOf: NameOf },
): Bulletin {
  const { author } = bulletin;
  return {
    bulletinId: bulletin.bulletinId,
    title: bulletin.title,
    class: bulletin.class,
    category: bulletin.category,
    language: bulletin.language,
    unitId: bulletin.unitId,
    author: author === SCHEDULE_AUTHOR ? null : nameOf(author),
    createdAt: isoOfMs(bulletin.createdAtMs),
    durationMs: msOfFrames(bulletin.durationFrames),
    loudnessLufs: bulletin.loudnessLufs,
    truePeakDbtp: bulletin.truePeakDbtp,
    revision: bulletin.revision,
    origin: bulletin.origin,
    state: standing.state,
    transcript: bulletin.transcript,
    validFrom: bulletin.validFrom,
    validThrough: bulletin.validThrough,
    versionOf: bulletin.versionOf,
    review: reviewView(bulletin.review, nameOf),
    awaits: standing.awaits,
    approvers: standing.approvers.map(nameOf),
    mine: { ...standing.mine, steps: [...standing.mine.steps] },
  };
}

function reviewView(review: LibraryBulletin['review'], nameOf: NameOf): Bulletin['review'] {
  const name = (username: string | null) => (username === null ? null : nameOf(username));
  const at = (ms: number | null) => (ms === null ? null : isoOfMs(ms));
  return {
    submittedBy: name(review.submittedBy),
    submittedAt: at(review.submittedAtMs),
    decidedBy: name(review.decidedBy),
    decidedAt: at(review.decidedAtMs),
    how: review.how,
    reason: review.reason,
    reviewedBy: name(review.reviewedBy),
    reviewedAt: at(review.reviewedAtMs),
    paper: review.paper && { number: review.paper.number, hasFile: review.paper.file !== null },
    templateId: review.templateId,
  };
}

export function jobView(job: UploadJob, language: Language): IngestJob {
  const { jobId, title, state, step, progress, bulletinId, refusal } = job;
  const problem = refusal && problemOf(refusal.code, language, refusal.detail);
  return { jobId, title, state, step, progress, bulletinId, problem };
}

export function broadcastView(view: BroadcastView, nameOf: NameOf): Broadcast {
  return {
    cueId: view.cueId,
    bulletinId: view.bulletinId,
    title: view.title,
    class: view.class,
    source: view.source,
    origin: view.origin,
    startAt: isoOfUs(view.startAtUs),
    durationMs: msOfFrames(view.durationFrames),
    targets: view.targets,
    sentBy: view.sentBy === null ? null : nameOf(view.sentBy),
    state: view.state,
    withheld: view.withheld,
    exceptions: view.exceptions.map(({ units, but, why, rule }) => ({
      ...{ why, rule },
      units: [...units],
      but: [...but],
    })),
    counts: { ...view.counts },
  };
}

export function proofView(view: ProofView): Proof {
  return {
    cueId: view.cueId,
    nodeId: view.nodeId,
    title: view.title,
    plannedAt: isoOfUs(view.plannedAtUs),
    durationMs: msOfFrames(view.durationFrames),
    sentAt: isoOrNull(view.sentAtUs),
    startedAt: isoOrNull(view.startedAtUs),
    endedAt: isoOrNull(view.endedAtUs),
    heardMs: msOfFrames(view.heardFrames),
    outcome: view.outcome,
    reason: view.reason,
    cutBy: view.cutBy,
    predicted: { ...view.predicted },
  };
}
