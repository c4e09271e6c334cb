import type { Campaign } from '@loa/protocol/programme';
import type { NodeId } from '@loa/protocol/vocabulary';
import type { Programme } from '../domain/campaign/programme.ts';
import { documentFaults } from '../domain/documents/faults.ts';
import { mayChange } from '../domain/documents/rights.ts';
import { HORIZON_DAYS, materialise } from '../domain/playout/materialise.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { NO_AUTHORISATION } from '../domain/playout/occurrence-of.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { effectsOf } from '../domain/proof/effects.ts';
import { type CityMap, resolveTargets } from '../domain/zoning/city-map.ts';
import { allDocuments, knownOf } from './document-desk.ts';
import type { Outlook, PreviewedEffects } from './outlook-facade.ts';
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

/** [EXP23] Plans a campaign beside everything that shares a node with it, as if it were saved. */
export function createPreview(deps: PreviewDeps): Outlook['preview'] {
  const { stores } = deps;
  return (actor, draft) => {
    const map = stores.city.load();
    if (!map)
      return refused('unavailable', 'the city has not been set up: apply a city file first');
    const held = stores.documents.get('campaign', draft.id)?.body ?? null;
    const refusal = refusalOf(deps, actor, { map, held, draft });
    if (refusal) return refusal;
    const campaigns = held === null ? [draft] : [draft, held];
    const plans = plansOf(deps, { draft, reach: new Reach(map, campaigns), map });
    if (plans) return bounded(effectsOf(map, plans, draft.id));
    return refused('bad-request', 'targets: too much is planned there; aim at less', 'targets');
  };
}

/** What is planned where the draft would sound, without and with it; null where that is too much. */
function plansOf(
  { stores, timeline }: PreviewDeps,
  asked: { readonly map: CityMap; readonly draft: Campaign; readonly reach: Reach },
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

/** The nodes that a campaign means, as it is and as it would be. */
class Reach {
  private readonly map: CityMap;
  private readonly nodes: ReadonlySet<NodeId>;
  private readonly known = new Map<string, boolean>();

  constructor(map: CityMap, campaigns: readonly Campaign[]) {
    this.map = map;
    this.nodes = new Set(campaigns.flatMap(({ targets }) => resolveTargets(map, targets)));
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
function programmeWith(programme: Programme, draft: Campaign, reach: Reach): Programme {
  const isCounted = programme.airRules.some(({ windows }) =>
    windows.some(({ minutes }) => minutes !== null),
  );
  const isNear = (targets: Targeted) => isCounted || reach.touches(targets);
  const others = programme.campaigns.filter(
    ({ id, targets }) => id !== draft.id && isNear(targets),
  );
  return {
    ...programme,
    campaigns: [...others, draft],
    sessions: programme.sessions.filter(({ unit }) =>
      isNear({ units: [unit], zones: [], nodes: [] }),
    ),
    relays: programme.relays.filter(({ targets }) => isNear(targets)),
  };
}

function refusalOf(
  { stores }: PreviewDeps,
  actor: Actor,
  change: {
    readonly map: CityMap;
    readonly held: Campaign | null;
    readonly draft: Campaign;
  },
): Refused | null {
  const { map, held, draft } = change;
  const all = allDocuments(stores.documents);
  const right = mayChange(
    actor,
    { kind: 'campaign', before: held, after: draft },
    { map, airRules: all['air-rule'], grants: all.grant },
  );
  if (right !== 'allowed')
    return refused(right.refused, right.why.message, right.why.path.join('.'));
  const [fault] = documentFaults('campaign', draft, knownOf(stores, map));
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
