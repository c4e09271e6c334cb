import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Probes } from '../../ports.ts';

const THERMAL = '/sys/class/thermal';
const MEMINFO = '/proc/meminfo';

/** What Linux says about the machine. What it does not say is unknown, never 0. */
export function createProbes(stateFolder: string): Probes {
  return {
    cpuTemperatureC: hottestZoneC,
    loadPerCore: () => (loadavg()[0] ?? 0) / availableParallelism(),
    memoryFreeFraction: memoryAvailableFraction,
    storage: () => {
      try {
        const { bavail, bsize, blocks } = statfsSync(stateFolder);
        return { freeBytes: bavail * bsize, freeFraction: blocks > 0 ? bavail / blocks : 1 };
      } catch {
        return null;
      }
    },
  };
}

function hottestZoneC(): number | null {
  try {
    const zones = readdirSync(THERMAL).filter((name) => name.startsWith('thermal_zone'));
    const readings = zones.map((zone) => Number(readFileSync(join(THERMAL, zone, 'temp'), 'utf8')));
    const known = readings.filter((milli) => Number.isFinite(milli) && milli > -60_000);
    return known.length > 0 ? Math.min(200, Math.max(...known) / 1000) : null;
  } catch {
    return null;
  }
}

/** `MemAvailable` counts what caches would give back; free memory alone looks low on every node. */
function memoryAvailableFraction(): number {
  try {
    const text = readFileSync(MEMINFO, 'utf8');
    const total = Number(/^MemTotal:\s+(\d+)/m.exec(text)?.[1]);
    const available = Number(/^MemAvailable:\s+(\d+)/m.exec(text)?.[1]);
    if (total > 0 && available >= 0) return Math.min(1, available / total);
  } catch {
    // Not Linux: the library's figure is the next best.
  }
  return freemem() / totalmem();
}
