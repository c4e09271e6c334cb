import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSoundRig } from '@loa/testing';
import { startChild } from '../rig/child.ts';
import { HORNS } from './horns.ts';
import { type Judgement, judgeCapture } from './judge-capture.ts';
import { startLoaHorns } from './loa-horns.ts';
import type { SyncPlan } from './plans.ts';
import { startSnapcastHorns } from './snapcast-horns.ts';

/** Never the first, which is the reference of the others. */
const KILLED = 2;

export interface SyncRun extends Judgement {
  readonly underruns: number | null;
}

/** One run of one case, on a rig of its own. */
export async function runCase(plan: SyncPlan): Promise<SyncRun> {
  const folder = await mkdtemp(join(tmpdir(), 'loa-sync-capture-'));
  try {
    await using rig = await startSoundRig({ channels: HORNS });
    await using warmUp = await rig.startCapture(join(folder, 'warm-up.raw'));
    const start = plan.player === 'loa' ? startLoaHorns : startSnapcastHorns;
    await using horns = await start(rig, plan);
    await using recording = await rig.startCapture(join(folder, 'capture.raw'));
    await warmUp[Symbol.asyncDispose]();
    await using _load = plan.isStressed ? startLoad() : null;
    await horns.play();
    if (plan.killAtS !== null) {
      await sleep(plan.killAtS * 1000);
      await horns.killAndRestart(KILLED);
    }
    await horns.over();
    const channels = await recording.stop();
    const underruns = await horns.underruns();
    const killed = plan.killAtS === null ? null : KILLED;
    return { ...judgeCapture(channels, { settleS: plan.settleS, killed }), underruns };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Twice as many busy processes as this machine is measured with has cores. */
function startLoad(): AsyncDisposable {
  return startChild(['stress-ng', '--cpu', '4']);
}
