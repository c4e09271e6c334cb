import type { DocumentView } from '@loa/protocol/console-api';

/** Nodes that one decision may name, as the contract bounds it. */
export const MUTED_NODES_MOST = 64;

/** How far: silence, or so many dB below a node's own volume. */
export const MUTE_CHOICES = { silent: null, low: -12, lower: -6 } as const;
export type MuteChoice = keyof typeof MUTE_CHOICES;

export type MuteView = DocumentView<'mute'>;

/** Those that are not over on a day. */
export function standingMutes(mutes: readonly MuteView[], today: string): readonly MuteView[] {
  return mutes.filter(({ document }) => document.throughDay >= today);
}

/** Those of a node, the strongest first. */
export function mutesOf(mutes: readonly MuteView[], nodeId: string): readonly MuteView[] {
  const strength = ({ document }: MuteView): number => document.gainDb ?? Number.NEGATIVE_INFINITY;
  return mutes
    .filter(({ document }) => (document.nodes as readonly string[]).includes(nodeId))
    .sort((a, b) => strength(a) - strength(b));
}
