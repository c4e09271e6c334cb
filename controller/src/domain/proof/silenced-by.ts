import type { Mute } from '@loa/protocol/programme';
import type { BulletinClass, NodeId } from '@loa/protocol/vocabulary';

/** [EXP3] The document that silences a node for a class on a civil day; null where none does. */
export function silencedBy(
  mutes: readonly Mute[],
  nodeId: NodeId,
  sound: { readonly class: BulletinClass; readonly day: string },
): string | null {
  if (sound.class === 'emergency') return null;
  const silencing = mutes.find(
    ({ nodes, gainDb, throughDay }) =>
      gainDb === null && sound.day <= throughDay && nodes.includes(nodeId),
  );
  return silencing?.id ?? null;
}
