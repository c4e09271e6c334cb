/**
 * Who may do what: the one place that decides. A role says which actions are open to a person at
 * all; the person's unit says on which part of the city.
 *
 *   broadcaster, culture-office   send, stop, keep the library, listen
 *   technician                    nodes: add, enrol, tune, listen; reads the rest; sends and stops nothing
 *   admin                         installs: as technician; broadcasts nothing
 */
import type { Targets } from '@loa/protocol/playout';
import type { NodeId, Role, UnitId } from '@loa/protocol/vocabulary';
import { type CityMap, isWithin, lineageOf, resolveTargets } from '../zoning/city-map.ts';
import type { Action } from './actions.ts';
import type { Actor } from './actor.ts';

/** What an action touches, as far as permission depends on it. */
export type Resource =
  | { readonly kind: 'none' }
  /** Something that belongs to a unit: a node, or the unit itself. */
  | { readonly kind: 'unit'; readonly unitId: UnitId }
  | { readonly kind: 'bulletin'; readonly unitId: UnitId }
  /** A bulletin that is to sound somewhere. */
  | { readonly kind: 'sending'; readonly bulletinUnitId: UnitId; readonly targets: Targets }
  /** Something that is planned for or sounds on nodes. */
  | { readonly kind: 'broadcast'; readonly nodeIds: readonly NodeId[] }
  | { readonly kind: 'owned'; readonly owner: string };

export type RefusalCode =
  | 'not-logged-in'
  | 'not-allowed'
  | 'unavailable'
  | 'no-target'
  | 'unknown-target';
export type Decision = 'allowed' | { readonly refused: RefusalCode };

const EVERYONE: readonly Role[] = ['broadcaster', 'culture-office', 'technician', 'admin'];
const SPEAKERS: readonly Role[] = ['broadcaster', 'culture-office'];
const INSTALLERS: readonly Role[] = ['technician', 'admin'];

const ROLES_OF: Record<Action, 'anyone' | readonly Role[]> = {
  'health.read': 'anyone',
  'docs.read': 'anyone',
  'console.load': 'anyone',
  // Whoever holds the secret of an account.
  'calendar.read': 'anyone',
  'session.open': 'anyone',
  // Logging out twice is no fault.
  'session.close': 'anyone',
  'session.read': EVERYONE,
  'preferences.change': EVERYONE,
  'feed.open': EVERYONE,
  'calendar.link': EVERYONE,
  'calendar.unlink': EVERYONE,
  'city.read': EVERYONE,
  'node.list': EVERYONE,
  'bulletin.list': EVERYONE,
  'approval.list': EVERYONE,
  'distribution.list': EVERYONE,
  'inbox.list': EVERYONE,
  'voice.list': EVERYONE,
  'broadcast.list': EVERYONE,
  'job.read': EVERYONE,
  'document.list': EVERYONE,
  'relay.list': EVERYONE,
  'timing.preview': EVERYONE,
  'warning.list': EVERYONE,
  'collision.list': EVERYONE,
  'node.read': EVERYONE,
  'right.read': EVERYONE,
  'node.listen': EVERYONE,
  'node.add': INSTALLERS,
  'node.enrol': INSTALLERS,
  'node.tune': INSTALLERS,
  'bulletin.read': EVERYONE,
  'bulletin.paper': EVERYONE,
  'bulletin.add': SPEAKERS,
  'speech.preview': SPEAKERS,
  'bulletin.speak': SPEAKERS,
  'bulletin.change': SPEAKERS,
  'bulletin.attach': SPEAKERS,
  'bulletin.remove': SPEAKERS,
  'bulletin.get': EVERYONE,
  'bulletin.hear': EVERYONE,
  'bulletin.submit': SPEAKERS,
  'bulletin.break-glass': SPEAKERS,
  // Who of them approves what says domain/policy/approvers.ts.
  'bulletin.approve': SPEAKERS,
  'bulletin.return': SPEAKERS,
  'bulletin.look-back': SPEAKERS,
  'distribution.send': ['culture-office'],
  'inbox.answer': SPEAKERS,
  'broadcast.read': EVERYONE,
  'broadcast.explain': EVERYONE,
  'broadcast.send': SPEAKERS,
  'broadcast.stop': SPEAKERS,
  'unit.stop': SPEAKERS,
  'report.read': EVERYONE,
  'relay.test': EVERYONE,
  // Which documents, and whose, says domain/documents/rights.ts.
  'document.read': EVERYONE,
  'document.put': SPEAKERS,
  'document.preview': SPEAKERS,
  'document.remove': SPEAKERS,
};

const refuse = (refused: RefusalCode): Decision => ({ refused });

/** What somebody asks for. `map` is null before a city file was applied. */
export interface Question {
  readonly actor: Actor | null;
  readonly action: Action;
  readonly resource: Resource;
  readonly map: CityMap | null;
}

export function decide({ actor, action, resource, map }: Question): Decision {
  const roles = ROLES_OF[action];
  if (roles === 'anyone') return 'allowed';
  if (!actor) return refuse('not-logged-in');
  if (!roles.includes(actor.role)) return refuse('not-allowed');
  if (resource.kind === 'none') return 'allowed';
  if (resource.kind === 'owned') {
    return resource.owner === actor.username ? 'allowed' : refuse('not-allowed');
  }
  if (!map) return refuse('unavailable');
  return decideScope(map, { actor, action, resource });
}

type Scoped = Exclude<Resource, { kind: 'none' } | { kind: 'owned' }>;

function decideScope(
  map: CityMap,
  { actor, action, resource }: { actor: Actor; action: Action; resource: Scoped },
): Decision {
  switch (resource.kind) {
    case 'unit':
      if (!map.units.has(resource.unitId)) return refuse('unknown-target');
      return isWithin(map, resource.unitId, actor.unitId) ? 'allowed' : refuse('not-allowed');
    case 'bulletin':
      return mayReachBulletin(map, { actor, action, unitId: resource.unitId });
    case 'sending': {
      const unitId = resource.bulletinUnitId;
      const bulletin = mayReachBulletin(map, { actor, action: 'bulletin.read', unitId });
      return bulletin === 'allowed' ? mayTarget(map, actor, resource.targets) : bulletin;
    }
    case 'broadcast':
      return mayReachBroadcast(map, { actor, action, nodeIds: resource.nodeIds });
  }
}

/** What is done with bulletins of the units above; approvers are told from others by their grants. */
const FROM_ABOVE: readonly Action[] = [
  'bulletin.read',
  'bulletin.paper',
  'bulletin.get',
  'bulletin.hear',
  'bulletin.approve',
  'bulletin.return',
  'bulletin.look-back',
];

/** Bulletins of the units above are there for everybody below; only their own unit changes them. */
function mayReachBulletin(
  map: CityMap,
  { actor, action, unitId }: { actor: Actor; action: Action; unitId: UnitId },
): Decision {
  if (isWithin(map, unitId, actor.unitId)) return 'allowed';
  const fromAbove = lineageOf(map, actor.unitId).includes(unitId);
  return fromAbove && FROM_ABOVE.includes(action) ? 'allowed' : refuse('not-allowed');
}

/** One node within the unit is enough to see it; stopping it needs every node. */
function mayReachBroadcast(
  map: CityMap,
  { actor, action, nodeIds }: { actor: Actor; action: Action; nodeIds: readonly NodeId[] },
): Decision {
  const within = (nodeId: NodeId) => {
    const node = map.nodes.get(nodeId);
    return node !== undefined && isWithin(map, node.unitId, actor.unitId);
  };
  // Who answers for the whole city also sees what reaches no node any more.
  if (actor.unitId === map.cityId) return 'allowed';
  const reached =
    action === 'broadcast.read'
      ? nodeIds.some(within)
      : nodeIds.length > 0 && nodeIds.every(within);
  return reached ? 'allowed' : refuse('not-allowed');
}

/**
 * Whether the person may sound these targets: all of them known, at least one node meant, every
 * node, unit and zone wholly within the person's unit.
 */
export function mayTarget(map: CityMap, actor: Actor, targets: Targets): Decision {
  if (!SPEAKERS.includes(actor.role)) return refuse('not-allowed');
  const known =
    targets.units.every((unitId) => map.units.has(unitId)) &&
    targets.zones.every((zoneId) => map.zones.has(zoneId)) &&
    targets.nodes.every((nodeId) => map.nodes.has(nodeId));
  if (!known) return refuse('unknown-target');
  // A unit without nodes today is refused too: it may get some before the broadcast starts.
  if (!targets.units.every((unitId) => isWithin(map, unitId, actor.unitId))) {
    return refuse('not-allowed');
  }
  const nodeIds = resolveTargets(map, targets);
  if (nodeIds.length === 0) return refuse('no-target');
  const within = nodeIds.every((nodeId) => {
    const node = map.nodes.get(nodeId);
    return node !== undefined && isWithin(map, node.unitId, actor.unitId);
  });
  return within ? 'allowed' : refuse('not-allowed');
}
