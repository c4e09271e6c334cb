/** A broadcast in the making: sound, targets, time. */
import type {
  Bulletin,
  City,
  IngestJob,
  Me,
  NewBroadcast,
  NodeStatus,
} from '@loa/protocol/console-api';
import type { Targets } from '@loa/protocol/playout';
import type { BulletinId } from '@loa/protocol/vocabulary';
import { instantOfCivil } from './civil-time.ts';

export type SoundDraft =
  | { readonly kind: 'none' }
  | { readonly kind: 'bulletin'; readonly bulletin: Bulletin }
  | {
      readonly kind: 'upload';
      readonly title: string;
      /** 0 … 1 of the bytes on their way. */
      readonly sent: number;
      readonly job: IngestJob | null;
    };

export type WhenDraft =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly date: string; readonly clock: string };

export interface Draft {
  readonly sound: SoundDraft;
  readonly targets: Targets;
  readonly when: WhenDraft;
}

export const NO_TARGETS: Targets = { units: [], zones: [], nodes: [] };

/** Ids that one list of targets may have, as the contract bounds it; beyond that, choose units. */
export const TARGETS_MOST = 64;

/** What still stands between the draft and sending it; the first of them is shown. */
export type DraftGap = 'sound' | 'preparing' | 'refused' | 'targets' | 'many' | 'time' | 'past';

export type DraftOutcome =
  | { readonly outcome: 'ready'; readonly body: NewBroadcast }
  | { readonly outcome: 'gap'; readonly gap: DraftGap };

export function planBroadcast(
  draft: Draft,
  reached: readonly NodeStatus[],
  world: { readonly nowMs: number; readonly timeZone: string },
): DraftOutcome {
  const sound = preparedSound(draft.sound);
  if (sound.outcome === 'gap') return sound;
  const gap = targetsGap(draft.targets, reached.length);
  if (gap !== null) return { outcome: 'gap', gap };
  const { bulletinId } = sound;
  if (draft.when.kind === 'now') {
    return { outcome: 'ready', body: { bulletinId, targets: draft.targets, startAt: null } };
  }
  const atMs = instantOfCivil(draft.when.date, draft.when.clock, world.timeZone);
  if (atMs === null) return { outcome: 'gap', gap: 'time' };
  if (atMs <= world.nowMs) return { outcome: 'gap', gap: 'past' };
  const startAt = new Date(atMs).toISOString();
  return { outcome: 'ready', body: { bulletinId, targets: draft.targets, startAt } };
}

/** What is wrong with where it goes: nobody would hear it, or too many are named one by one. */
export function targetsGap(targets: Targets, reached: number): 'targets' | 'many' | null {
  if (reached === 0) return 'targets';
  return Object.values(targets).some((ids) => ids.length > TARGETS_MOST) ? 'many' : null;
}

/** A ward speaks to its own horns most of the time; the city's office must say whom it means. */
export function firstTargets(me: Me, city: City): Targets {
  return me.unitId === city.unitId ? NO_TARGETS : { ...NO_TARGETS, units: [me.unitId] };
}

function preparedSound(
  sound: SoundDraft,
):
  | { outcome: 'ready'; bulletinId: BulletinId }
  | { outcome: 'gap'; gap: 'sound' | 'preparing' | 'refused' } {
  switch (sound.kind) {
    case 'none':
      return { outcome: 'gap', gap: 'sound' };
    case 'bulletin':
      return { outcome: 'ready', bulletinId: sound.bulletin.bulletinId };
    case 'upload': {
      if (sound.job?.state === 'refused') return { outcome: 'gap', gap: 'refused' };
      const bulletinId = sound.job?.bulletinId ?? null;
      if (sound.job?.state !== 'done' || bulletinId === null) {
        return { outcome: 'gap', gap: 'preparing' };
      }
      return { outcome: 'ready', bulletinId };
    }
  }
}

/** Put in or take out one id of a list of targets. */
export function toggled(targets: Targets, kind: keyof Targets, id: string): Targets {
  const held = targets[kind] as readonly string[];
  const next = held.includes(id) ? held.filter((one) => one !== id) : [...held, id];
  return { ...targets, [kind]: next };
}

/** The bytes count for two fifths: on a ward's phone they take longest. */
export function uploadProgress(sound: Extract<SoundDraft, { kind: 'upload' }>): number {
  return sound.sent * 0.4 + (sound.job?.progress ?? 0) * 0.6;
}
