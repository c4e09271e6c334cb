import { addresses, type Targets } from '@loa/protocol/playout';
import type { Relay } from '@loa/protocol/programme';
import { type AssetId, type BulletinId, LIMITS } from '@loa/protocol/vocabulary';
import type { Bulletin } from '../library/bulletin.ts';
import { type CityMap, type CityNode, placementOf } from '../zoning/city-map.ts';

/** A sound that nodes hold though no cue names it yet. */
export interface Spare {
  readonly assetId: AssetId;
  readonly targets: Targets;
}

/**
 * [REL20] What relays fall back on: it has to sound at once when it is needed, so it is there before.
 * A relay that is over needs none.
 */
export function sparesOf(
  relays: readonly Relay[],
  context: {
    readonly today: string;
    bulletin(id: BulletinId): Pick<Bulletin, 'assetId' | 'durationFrames' | 'state'> | null;
  },
): readonly Spare[] {
  return relays
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((relay) => {
      const { fallback, targets } = relay;
      if (fallback === null || lastDay(relay) < context.today) return [];
      const bulletin = context.bulletin(fallback);
      if (bulletin?.state !== 'approved' || bulletin.durationFrames === 0) return [];
      return [{ assetId: bulletin.assetId, targets }];
    });
}

/** Those of a node; where it has more than a head lists, the first count. */
export function sparesFor(
  map: CityMap,
  node: CityNode,
  spares: readonly Spare[],
): readonly AssetId[] {
  if (spares.length === 0) return [];
  const placement = placementOf(map, node);
  const own = spares.filter(({ targets }) => addresses(targets, placement));
  return [...new Set(own.map(({ assetId }) => assetId))].slice(0, LIMITS.spares);
}

function lastDay({ timing }: Relay): string {
  const { start, rule, until, extra } = timing;
  const ruled = rule === null ? start : (until ?? '9999-12-31');
  const days = [ruled, ...extra].map((local) => local.slice(0, 10));
  return days.sort().at(-1) ?? ruled;
}
