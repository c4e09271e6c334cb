import type { Documents } from '@loa/protocol/programme';
import type { ItemId, NodeId } from '@loa/protocol/vocabulary';
import type { Programme } from '../domain/campaign/programme.ts';
import { documentFaults } from '../domain/documents/faults.ts';
import { mayChange } from '../domain/documents/rights.ts';
import { HORIZON_DAYS, materialise } from '../domain/playout/materialise.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { NO_AUTHORISATION } from '../domain/playout/occurrence-of.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { effectsOf } from '../domain/proof/effects.ts';
import { type CityMap, resolveTargets } from '../domain/zoning/city-map.ts';
import { allDocuments, knownOf, refusedBy } from './document-desk.ts';
import type { Outlook, PreviewDraft, PreviewedEffects, PreviewedKind } from './outlook-facade.ts';
import type { Stores, Timeline } from './ports.ts';
import { programmeNow } from './programme-now.ts';
import type { Refused } from './refused.ts';

const DAY_US = 86_400_000_000;
/** What is planned, and a day for what is valid beyond it. */
const HORIZON_US = (HORIZON_DAYS + 1) * DAY_US;

/** Playings that are compared at most: beyond it, who asks is told to aim at less. */
const PREVIEW_OCCURRENCES_MOST = 30_000;
/** Lines of an answer; what is left out is counted. */
const PREVIEW_LINES_MOST = 300;

export interface PreviewDeps {
  readonly stores: Pick<Stores, 'city' | 'library' | 'documents' | 'accounts' | 'calendar'>;
  readonly timeline: Timeline;
}

/** [EXP23] Plans a document beside everything that shares a node with it, as if it were saved. */
export function createPreview(deps: PreviewDeps): Outlook['preview'] {
  const { stores } = deps;
  return (actor, draft) => {
    const map = stores.city.load();
    if (!map)
      return refused('unavailable', 'the city has not been set up: apply a city file first');
    const { kind, body } = draft;
    const held = stores.documents.get(kind, body.id)?.body ?? null;
    const refusal = refusalOf(deps, actor, { map, held, draft });
    if (refusal) return refusal;
    const aims = [body, ...(held === null ? [] : [held])].map(aimOf);
    const plans = plansOf(deps, { draft, reach: new Reach(map, aims), map });
    if (plans) return bounded(effectsOf(map, plans, body.id as ItemId));
    return refused('bad-request', 'targets: too much is planned there; aim at less', 'targets');
  };
}

/** What is planned where the draft would sound, without and with it; null where that is too much. */
function plansOf(
  { stores, timeline }: PreviewDeps,
  asked: { readonly map: CityMap; readonly draft: PreviewDraft; readonly reach: Reach },
): { readonly before: Occurrence[]; readonly after: Occurrence[] } | null {
  const { map, draft, reach } = asked;
  const nowUs = timeline.nowUs();
  const before = stores.calendar
    .between(nowUs, nowUs + HORIZON_US)
    .filter(({ targets }) => reach.touches(targets));
  if (before.length > PREVIEW_OCCURRENCES_MOST) return null;
  const programme = programmeWith(programmeNow(stores, map), draft, reach);
  const change = materialise(programme, before, { nowUs, nameOf: () => NO_AUTHORISATION });
  const after = new Map(before.map((one) => [one.cueId, one]));
  for (const cueId of change.remove) after.delete(cueId);
  for (const one of change.put) if (reach.touches(one.targets)) after.set(one.cueId, one);
  return after.size > PREVIEW_OCCURRENCES_MOST ? null : { before, after: [...after.values()] };
}

type Targeted = Occurrence['targets'];

/** What a rule holds for is its unit and all below. */
function aimOf(body: PreviewDraft['body']): Targeted {
  return 'targets' in body ? body.targets : { units: [body.unit], zones: [], nodes: [] };
}

/** The nodes that a document means, as it is and as it would be. */
class Reach {
  private readonly map: CityMap;
  private readonly nodes: ReadonlySet<NodeId>;
  private readonly known = new Map<string, boolean>();

  constructor(map: CityMap, aims: readonly Targeted[]) {
    this.map = map;
    this.nodes = new Set(aims.flatMap((targets) => resolveTargets(map, targets)));
  }

  touches(targets: Targeted): boolean {
    const key = JSON.stringify(targets);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const made = resolveTargets(this.map, targets).some((nodeId) => this.nodes.has(nodeId));
    this.known.set(key, made);
    return made;
  }
}

/** Minutes are shared by all that a unit hears: where they are counted, nothing is left out. */
function programmeWith(programme: Programme, draft: PreviewDraft, reach: Reach): Programme {
  const changed = { ...programme, ...changedBy(programme, draft) };
  const isCounted = changed.airRules.some(({ windows }) =>
    windows.some(({ minutes }) => minutes !== null),
  );
  const isNear = (targets: Targeted) => isCounted || reach.touches(targets);
  return {
    ...changed,
    campaigns: changed.campaigns.filter(({ targets }) => isNear(targets)),
    sessions: changed.sessions.filter(({ unit }) =>
      isNear({ units: [unit], zones: [], nodes: [] }),
    ),
    relays: changed.relays.filter(({ targets }) => isNear(targets)),
  };
}

function changedBy(programme: Programme, { kind, body }: PreviewDraft): Partial<Programme> {
  switch (kind) {
    case 'campaign':
      return { campaigns: withOne(programme.campaigns, body) };
    case 'suspension':
      return { suspensions: withOne(programme.suspensions, body) };
    case 'air-rule':
      return { airRules: withOne(programme.airRules, body) };
  }
}

function withOne<Body extends { readonly id: string }>(
  bodies: readonly Body[],
  draft: Body,
): readonly Body[] {
  return [...bodies.filter(({ id }) => id !== draft.id), draft];
}

function refusalOf(
  { stores }: PreviewDeps,
  actor: Actor,
  change: {
    readonly map: CityMap;
    readonly held: Documents[PreviewedKind] | null;
    readonly draft: PreviewDraft;
  },
): Refused | null {
  const { map, held, draft } = change;
  const { kind, body } = draft;
  const all = allDocuments(stores.documents);
  const right = mayChange(
    actor,
    { kind, before: held, after: body },
    { map, airRules: all['air-rule'], grants: all.grant },
  );
  if (right !== 'allowed') return refusedBy(right);
  const [fault] = documentFaults<PreviewedKind>(kind, body, knownOf(stores, map));
  if (!fault) return null;
  const field = fault.path.join('.');
  return refused('bad-request', `${field}: ${fault.message}`, field);
}

function bounded({ own, others }: ReturnType<typeof effectsOf>): PreviewedEffects {
  return {
    outcome: 'previewed',
    own: own.slice(0, PREVIEW_LINES_MOST),
    others: others.slice(0, PREVIEW_LINES_MOST),
    leftOut: {
      own: Math.max(0, own.length - PREVIEW_LINES_MOST),
      others: Math.max(0, others.length - PREVIEW_LINES_MOST),
    },
  };
}

function refused(code: Refused['code'], detail: string, field?: string): Refused {
  return { outcome: 'refused', code, detail, ...(field === undefined ? {} : { field }) };
}
