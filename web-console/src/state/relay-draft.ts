/** A relay in the making: what the form holds, and the document it makes. */
import type { Targets } from '@loa/protocol/playout';
import type { Relay } from '@loa/protocol/programme';
import type { BulletinId, ItemId, UnitId } from '@loa/protocol/vocabulary';
import {
  type CampaignGap,
  draftTiming,
  lastDay,
  type TimingDraft,
  timingDraftOf,
} from './campaign-draft.ts';
import { NO_TARGETS, targetsGap } from './draft.ts';

export interface RelayDraft extends TimingDraft {
  readonly title: string;
  readonly url: string;
  readonly category: string;
  readonly targets: Targets;
  readonly minutes: number;
  readonly gainDb: number;
  readonly fallback: BulletinId | null;
}

export type RelayGap =
  | { readonly of: 'relay'; readonly gap: 'title' | 'url' | 'host' | 'minutes' }
  /** As a campaign's. */
  | { readonly of: 'campaign'; readonly gap: CampaignGap };

export type RelayOutcome =
  | { readonly outcome: 'ready'; readonly body: Relay }
  | { readonly outcome: 'gap'; readonly gap: RelayGap };

export function newRelay(first: { readonly targets: Targets; readonly today: string }): RelayDraft {
  return {
    title: '',
    url: '',
    category: '',
    targets: first.targets,
    repetition: { kind: 'daily' },
    fromDay: first.today,
    untilDay: '',
    place: 'times',
    times: ['05:30'],
    except: [],
    extra: [],
    minutes: 15,
    gainDb: 0,
    fallback: null,
  };
}

export function draftOfRelay(relay: Relay): RelayDraft {
  const { title, url, category, minutes, gainDb, fallback, targets, timing } = relay;
  return {
    ...{ title, url, category, minutes, gainDb, fallback },
    targets: { ...NO_TARGETS, ...targets },
    ...timingDraftOf(timing, 'times'),
  };
}

export function planRelay(
  draft: RelayDraft,
  world: {
    readonly reached: number;
    readonly today: string;
    readonly hosts: readonly string[];
    /** What is changed, or who makes it new. */
    readonly base: Relay | { readonly id: ItemId; readonly unit: UnitId };
  },
): RelayOutcome {
  const { base } = world;
  const title = draft.title.trim();
  const url = draft.url.trim();
  if (title === '') return gap({ of: 'relay', gap: 'title' });
  const wrong = addressGap(url, world.hosts);
  if (wrong !== null) return gap({ of: 'relay', gap: wrong });
  const aim = targetsGap(draft.targets, world.reached);
  if (aim !== null) return gap({ of: 'campaign', gap: aim });
  const when = draftTiming(draft, 'timing' in base ? base : null);
  if (when.outcome === 'gap') return gap({ of: 'campaign', gap: when.gap });
  if (lastDay(when.timing) < world.today) return gap({ of: 'campaign', gap: 'past' });
  const { minutes, gainDb, fallback, targets } = draft;
  if (minutes < 1 || minutes > 60) return gap({ of: 'relay', gap: 'minutes' });
  const category = draft.category.trim();
  const { timing } = when;
  return {
    outcome: 'ready',
    body: {
      priority: 50,
      ...base,
      ...{ title, url, category, targets, timing, minutes, gainDb, fallback },
    },
  };
}

/** What the controller would refuse of an address, found while it is typed. */
export function addressGap(text: string, hosts: readonly string[]): 'url' | 'host' | null {
  if (!URL.canParse(text)) return 'url';
  const url = new URL(text);
  const isFetched = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isFetched || url.username !== '' || url.password !== '') return 'url';
  const listed = hosts.map((host) => host.toLowerCase());
  return listed.includes(url.hostname) || listed.includes(url.host) ? null : 'host';
}

function gap(found: RelayGap): RelayOutcome {
  return { outcome: 'gap', gap: found };
}
