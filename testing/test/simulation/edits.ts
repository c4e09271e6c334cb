/** What people change in a programme, at random: any of it, as the office may. */
import type { DocumentKind, Documents } from '@loa/protocol/programme';
import { type NodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { addDays, civilDayOf } from '../../../controller/src/domain/calendar/civil-time.ts';
import type { Actor } from '../../../controller/src/domain/policy/actor.ts';
import type { VirtualController } from './virtual-controller.ts';

export interface Edited {
  readonly isDone: boolean;
  /** Nodes that are silenced from now on, or no longer. */
  readonly mutes: readonly NodeId[];
}

type Edit = (by: Editor) => Edited;

interface Editor {
  readonly controller: VirtualController;
  readonly actor: Actor;
  readonly chance: () => number;
}

const REFUSED: Edited = { isDone: false, mutes: [] };
const ANY = { kind: 'any' } as const;
const TAM_KY = parseUnitId('tam-ky');

export function editAtRandom(
  controller: VirtualController,
  actor: Actor,
  chance: () => number,
): Edited {
  return one(EDITS, chance)({ controller, actor, chance });
}

function one<T>(of: readonly T[], chance: () => number): T {
  return of[Math.floor(chance() * of.length)] as T;
}

function put<K extends DocumentKind>(by: Editor, kind: K, body: Documents[K]): Edited {
  const put = by.controller.desk.put(by.actor, { kind, body, basis: ANY });
  return { isDone: put.outcome === 'put', mutes: [] };
}

function today({ controller }: Editor, inDays = 0): string {
  const map = controller.map();
  const day = civilDayOf(controller.timeline.nowUs(), map?.timeZone ?? 'UTC');
  return addDays(day, inDays);
}

/** A campaign is at another time, louder, or of another rank. */
const move: Edit = (by) => {
  const campaign = one(by.controller.stores.documents.list('campaign'), by.chance)?.body;
  if (!campaign) return REFUSED;
  const hour = one(['05', '05', '17', '17', '12'], by.chance);
  const minute = String(Math.floor(by.chance() * 60)).padStart(2, '0');
  const start = `${campaign.timing.start.slice(0, 10)}T${hour}:${minute}`;
  return put(by, 'campaign', {
    ...campaign,
    timing: { ...campaign.timing, start },
    priority: 1 + Math.floor(by.chance() * 98),
    placement: by.chance() < 0.5 ? { kind: 'times' } : campaign.placement,
    repeats: { times: 1 + Math.floor(by.chance() * 2), gapSeconds: 10 },
    lateMinutes: Math.floor(by.chance() * 10),
    whenPreempted: one(['continue', 'restart', 'drop'] as const, by.chance),
  });
};

/** A new campaign, soon, for a ward or for all. */
const add: Edit = (by) => {
  const { documents, library } = by.controller.stores;
  const like = one(documents.list('campaign'), by.chance)?.body;
  const map = by.controller.map();
  if (!like || !map) return REFUSED;
  const bulletin = one(library.list(), by.chance).bulletinId;
  const minute = String(Math.floor(by.chance() * 60)).padStart(2, '0');
  return put(by, 'campaign', {
    ...like,
    id: `them-${Math.floor(by.chance() * 6)}` as never,
    bulletins: [bulletin],
    targets: { units: [one([...map.units.keys()], by.chance)], zones: [], nodes: [] },
    timing: {
      start: `${today(by)}T17:${minute}`,
      rule: 'FREQ=DAILY;INTERVAL=2',
      until: today(by, 9),
      except: [],
      extra: [],
    },
    placement: { kind: 'times' },
  });
};

const remove: Edit = (by) => {
  const added = by.controller.stores.documents
    .list('campaign')
    .filter(({ body }) => body.id.startsWith('them-'));
  const { id } = one(added, by.chance)?.body ?? {};
  if (id === undefined) return REFUSED;
  const removed = by.controller.desk.remove(by.actor, 'campaign', { id, basis: ANY });
  return { isDone: removed.outcome === 'removed', mutes: [] };
};

/** Days of mourning, and their end. */
const suspend: Edit = (by) => {
  const id = 'quoc-tang';
  const { documents } = by.controller.stores;
  if (documents.get('suspension', id) !== null) {
    by.controller.desk.remove(by.actor, 'suspension', { id, basis: ANY });
    return { isDone: true, mutes: [] };
  }
  const like = one(documents.list('suspension'), by.chance)?.body;
  if (!like) return REFUSED;
  return put(by, 'suspension', {
    ...like,
    id,
    fromDay: today(by, 1),
    throughDay: today(by, 2),
    exceptions: [],
  });
};

const mute: Edit = (by) => {
  const map = by.controller.map();
  if (!map) return REFUSED;
  const nodes = [one([...map.nodes.keys()], by.chance)];
  const id = `im-${nodes[0]}`;
  const { documents } = by.controller.stores;
  if (documents.get('mute', id) !== null) {
    by.controller.desk.remove(by.actor, 'mute', { id, basis: ANY });
    return { isDone: true, mutes: nodes };
  }
  const throughDay = today(by, 1);
  const muted = put(by, 'mute', {
    ...{ id, unit: TAM_KY, nodes, throughDay, reason: 'Đám tang cạnh cụm loa' },
    gainDb: by.chance() < 0.7 ? null : -12,
  });
  return { ...muted, mutes: nodes };
};

/** A bulletin is sent at once. */
const send: Edit = (by) => {
  const bulletinId = one(by.controller.stores.library.list(), by.chance).bulletinId;
  const targets = { units: [TAM_KY], zones: [], nodes: [] };
  const wanted = { bulletinId, targets, startAtUs: null, reason: 'Việc gấp' };
  const sent = by.controller.sending.send(by.actor, wanted);
  return { isDone: sent.outcome !== 'refused', mutes: [] };
};

/** What sounds, or is next, is stopped. */
const stop: Edit = (by) => {
  const { stores, timeline, sending } = by.controller;
  const nowUs = timeline.nowUs();
  const next = stores.calendar
    .between(nowUs, nowUs + 12 * 3600e6)
    .filter(({ withheld, stoppedAtUs }) => withheld === null && stoppedAtUs === null);
  const found = by.chance() < 0.5 ? next[0] : one(next, by.chance);
  if (!found) return REFUSED;
  return { isDone: sending.stop(by.actor, found.cueId).outcome === 'stopped', mutes: [] };
};

/** A ward keeps other hours, or none of its own any more. */
const keepHours: Edit = (by) => {
  const map = by.controller.map();
  if (!map) return REFUSED;
  const rules = by.controller.stores.documents.list('air-rule');
  const kept = rules.find(({ body }) => body.id.startsWith('gio-'))?.body;
  if (kept) {
    const removed = by.controller.desk.remove(by.actor, 'air-rule', { id: kept.id, basis: ANY });
    return { isDone: removed.outcome === 'removed', mutes: [] };
  }
  const unit = one([...map.units.keys()], by.chance);
  return put(by, 'air-rule', {
    ...{ id: `gio-${unit}`, unit, title: 'Giờ yên tĩnh', classes: ['normal'] },
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    windows: [{ from: '05:30', to: '17:30', minutes: by.chance() < 0.5 ? null : 30 }],
    overridableBy: ['culture-office'],
  });
};

/** A session is longer or shorter: others of its items fit. */
const resize: Edit = (by) => {
  const session = one(by.controller.stores.documents.list('session'), by.chance)?.body;
  if (!session) return REFUSED;
  return put(by, 'session', { ...session, minutes: 1 + Math.floor(by.chance() * 60) });
};

/** A bulletin is changed and asks for approval again; the next time it has it. */
const approve: Edit = ({ controller, chance }) => {
  const { library } = controller.stores;
  const waiting = library.list().find(({ state }) => state === 'submitted');
  const bulletin = waiting ?? one(library.list(), chance);
  library.put({ ...bulletin, state: waiting ? 'approved' : 'submitted' });
  controller.planner.request();
  return { isDone: true, mutes: [] };
};

const EDITS: readonly Edit[] = [
  ...[move, move, move, add, add, remove, suspend, mute, mute, send],
  ...[stop, keepHours, keepHours, resize, approve, approve],
];
