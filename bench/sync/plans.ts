import type { LinkName } from '../rig/links.ts';

/** One case of the benchmark `sync`. */
export interface SyncPlan {
  readonly name: string;
  readonly player: 'loa' | 'snapcast';
  /** Null is the machine's own loopback. */
  readonly link: LinkName | null;
  /** Whether one node of the site serves its clock to the others. */
  readonly hasLeader: boolean;
  readonly isStressed: boolean;
  /** How long it plays. */
  readonly seconds: number;
  /** What is left out at the beginning. */
  readonly settleS: number;
  /** When node 2 is killed, from the beginning of the sound. */
  readonly killAtS: number | null;
}

const CALM = { player: 'loa', link: null, hasLeader: false, isStressed: false } as const;

/** Clocks on links like these need that long before they can be judged. */
const LINK_SETTLE_S = 20;
const SETTLE_S = 5;
/** Snapclients need some 15 s of sound to find their rate. */
const SNAPCAST_SETTLE_S = 25;

const FULL: readonly SyncPlan[] = [
  { ...CALM, name: 'lan', seconds: 60, settleS: SETTLE_S, killAtS: null },
  { ...CALM, name: 'lan-kill', seconds: 80, settleS: SETTLE_S, killAtS: 30 },
  { ...CALM, name: 'stress', isStressed: true, seconds: 50, settleS: SETTLE_S, killAtS: null },
  {
    ...CALM,
    name: 'wifi-leader',
    link: 'wifi',
    hasLeader: true,
    seconds: 80,
    settleS: LINK_SETTLE_S,
    killAtS: null,
  },
  {
    ...CALM,
    name: '4g-leader',
    link: '4g',
    hasLeader: true,
    seconds: 80,
    settleS: LINK_SETTLE_S,
    killAtS: null,
  },
  { ...CALM, name: '4g-alone', link: '4g', seconds: 120, settleS: 60, killAtS: null },
  {
    ...CALM,
    name: 'snapcast-lan-kill',
    player: 'snapcast',
    seconds: 100,
    settleS: SNAPCAST_SETTLE_S,
    killAtS: 50,
  },
];

const SHORT_SECONDS = 7;
const SHORT_SETTLE_S = 1;
const SHORT_KILL_S = 2;

export function syncPlans(cases: readonly string[], isShort: boolean): SyncPlan[] {
  const plans = FULL.filter(({ name }) => cases.includes(name));
  return isShort ? plans.map(shortened) : plans;
}

function shortened(plan: SyncPlan): SyncPlan {
  const killAtS = plan.killAtS === null ? null : SHORT_KILL_S;
  return { ...plan, seconds: SHORT_SECONDS, settleS: SHORT_SETTLE_S, killAtS };
}
