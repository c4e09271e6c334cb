/** States and targets in words. */
import type { Broadcast, City, NodeStatus, Proof } from '@loa/protocol/console-api';
import type { Targets } from '@loa/protocol/playout';
import type { TFunction } from 'i18next';
import { isTongue } from '../../state/tongues.ts';
import type { Tone } from '../../ui/parts.tsx';

export const NODE_TONES: Record<NodeStatus['state'], Tone> = {
  well: 'good',
  faulty: 'warn',
  offline: 'bad',
  'not-enrolled': 'calm',
};

export const BROADCAST_TONES: Record<Broadcast['state'], Tone> = {
  planned: 'calm',
  sounding: 'live',
  over: 'good',
  stopped: 'bad',
  withheld: 'calm',
};

export const PROOF_TONES: Record<Proof['outcome'], Tone> = {
  planned: 'calm',
  sounding: 'live',
  full: 'good',
  part: 'warn',
  missed: 'bad',
  unknown: 'calm',
};

/** Everything that is wrong with a node. */
export function nodeTroubles(t: TFunction, node: NodeStatus): readonly string[] {
  switch (node.state) {
    case 'well':
      return [];
    case 'offline':
      return [t('node.offlineWords')];
    case 'not-enrolled':
      return [t('node.notEnrolledWords')];
    case 'faulty':
      return node.faults.map((fault) => t(`node.fault.${fault}`));
  }
}

/** The first names of what a broadcast is aimed at, and how many more. */
export function targetsText(
  t: TFunction,
  targets: Targets,
  known: { city: City; nodes: Iterable<NodeStatus>; most?: number },
): string {
  const most = known.most ?? 2;
  const nodes = new Map<string, string>();
  for (const node of known.nodes) nodes.set(node.nodeId, node.name);
  const names = [
    ...targets.units.map((id) => known.city.units.find((one) => one.unitId === id)?.name ?? id),
    ...targets.zones.map((id) => known.city.zones.find((one) => one.zoneId === id)?.name ?? id),
    ...targets.nodes.map((id) => nodes.get(id) ?? id),
  ];
  if (names.length === 0) return t('targets.none');
  const shown = names.slice(0, most).join(', ');
  const rest = names.length - most;
  return rest > 0 ? `${shown} ${t('targets.more', { count: rest })}` : shown;
}

export function broadcastPath(cueId: string): string {
  return `/broadcasts/${encodeURIComponent(cueId)}`;
}

/** A language by name; its code where it is none of those that are offered. */
export function tongueText(t: TFunction, language: string): string {
  return isTongue(language) ? t(`tongue.${language}`) : language;
}
