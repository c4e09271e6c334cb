import { type Cue, type Stagger, type StandingSettings, staggerUs } from '@loa/protocol/playout';
import { LIMITS, type NodeId, SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import type { Acoustic, CityMap, CityNode } from './city-map.ts';

const NONE: Stagger = { kind: 'none' };

/** [PLY75] How a node is to sound: what was set on the spot goes before what the file says. */
export function settingsOf(map: CityMap, { nodeId, settings, tuning }: CityNode): StandingSettings {
  return {
    gainDb: tuning.gainDb ?? settings.gainDb,
    emergencyGainDb: settings.emergencyGainDb,
    maxGainDb: settings.maxGainDb,
    trimUs: tuning.trimUs ?? settings.trimUs,
    stagger: staggerOf(map, nodeId),
  };
}

export function staggerOf(map: CityMap, nodeId: NodeId): Stagger {
  return staggersOf(map).get(nodeId) ?? NONE;
}

/** How much later than planned the last node of the city sounds such a cue, µs. */
export function latestStaggerUs(
  map: CityMap,
  cue: Pick<Cue, 'class' | 'source' | 'durationFrames'>,
): number {
  let latest = 0;
  for (const stagger of staggersOf(map).values()) {
    latest = Math.max(latest, staggerUs(cue, stagger));
  }
  return latest;
}

/** The longest bulletin there is. */
const LONGEST = {
  class: 'normal',
  source: 'scheduled',
  durationFrames: LIMITS.uploadSeconds * SAMPLE_RATE_HZ,
} as const;

/** No cue is heard later than planned by more, in this city, µs. */
export function longestStaggerUs(map: CityMap): number {
  return latestStaggerUs(map, LONGEST);
}

const known = new WeakMap<CityMap, ReadonlyMap<NodeId, Stagger>>();

/** A map never changes, so its groups are turned round once. */
function staggersOf(map: CityMap): ReadonlyMap<NodeId, Stagger> {
  const made = known.get(map) ?? new Map([...map.zones.values()].flatMap(staggersIn));
  known.set(map, made);
  return made;
}

function staggersIn({ acoustic }: { readonly acoustic: Acoustic | null }): [NodeId, Stagger][] {
  if (acoustic === null) return [];
  if (acoustic.kind === 'delay') {
    return acoustic.groups.flatMap(({ nodeIds, delayUs }) =>
      nodeIds.map((nodeId): [NodeId, Stagger] => [nodeId, { kind: 'delay', delayUs }]),
    );
  }
  const { gapUs } = acoustic;
  return acoustic.groups.flatMap(({ nodeIds }, index) =>
    nodeIds.map((nodeId): [NodeId, Stagger] => [nodeId, { kind: 'wave', index, gapUs }]),
  );
}
