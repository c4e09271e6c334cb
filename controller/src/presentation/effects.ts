import type { EffectsView } from '@loa/protocol/console-api';
import { isoOfMs } from '@loa/runtime/node';
import type { PreviewedEffects } from '../engine/outlook-facade.ts';

export function effectsView({ own, others, leftOut }: PreviewedEffects): EffectsView {
  return { own: own.map(withStart), others: others.map(withStart), leftOut };
}

function withStart<One extends { readonly startAtUs: number }>({ startAtUs, ...rest }: One) {
  return { ...rest, startAt: isoOfMs(Math.floor(startAtUs / 1000)) };
}
