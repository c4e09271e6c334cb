import type { Targets } from '@loa/protocol/playout';
import type { NodeId } from '@loa/protocol/vocabulary';
import { type Exception, exceptionFor } from '../campaign/withheld.ts';
import { type CityMap, lineageOf, resolveTargets } from '../zoning/city-map.ts';

/** Where something sounds: what its targets mean, but for the units in which a rule keeps it back. */
export interface Aim {
  readonly targets: Targets;
  readonly except: readonly Pick<Exception, 'units' | 'but'>[];
}

type Aimed = { readonly targets: Targets; readonly exceptions: readonly Exception[] };

/** The same text for the same aim; almost all aims are targets alone. */
export function aimTextOf({ targets, exceptions }: Aimed): string {
  if (exceptions.length === 0) return JSON.stringify(targets);
  const except = exceptions.map(({ units, but }) => ({ units, but }));
  return JSON.stringify({ targets, except } satisfies Aim);
}

export function aimOfText(text: string): Aim {
  const read = JSON.parse(text) as Aim | Targets;
  return 'except' in read ? read : { targets: read, except: [] };
}

/** [CAL96] The nodes of an aim, sorted by id. */
export function nodesOfAim(map: CityMap, { targets, except }: Aim): readonly NodeId[] {
  const nodes = resolveTargets(map, targets);
  if (except.length === 0) return nodes;
  return nodes.filter((nodeId) => {
    const node = map.nodes.get(nodeId);
    return node && !exceptionFor(except, lineageOf(map, node.unitId));
  });
}

/** The nodes on which an occurrence is to sound, unless it is withheld. */
export function nodesMeant(map: CityMap, { targets, exceptions }: Aimed): readonly NodeId[] {
  return nodesOfAim(map, { targets, except: exceptions });
}
