import type { Targets } from '@loa/protocol/playout';

/** The same targets in the one form that signatures and comparisons use: sorted, each once. */
export function normalTargets(targets: Targets): Targets {
  return {
    units: [...new Set(targets.units)].sort(),
    zones: [...new Set(targets.zones)].sort(),
    nodes: [...new Set(targets.nodes)].sort(),
  };
}
