import { parseArgs } from 'node:util';
import { hasPrograms, isRoot } from '../src/peers.ts';
import { say } from '../src/report.ts';
import { proveCalendar } from './calendar.ts';
import { proveLong } from './hour.ts';
import { searchProperties } from './properties.ts';
import { proveReconnect } from './reconnect.ts';

const USAGE = `npm run --silent proof -- [hour|reconnect|properties|calendar]… [--minutes N] [--partitions N] [--seeds N] [--days N] [--kills N]

hour       one hour of sound without a gap (--minutes, default 60)
reconnect  links cut for 1 to 40 s at a time and healed (--partitions, default 100)
properties every property from fresh seeds (--seeds, default 20)
calendar   a month of edits, kills of the controller and outages, ledger against record (--days, default 30; --kills, default 200)`;

const LEAST_CORRELATION = 0.95;
const MOST_RECONNECT_S = 3;

interface Lengths {
  readonly minutes: number;
  readonly partitions: number;
  readonly seeds: number;
  readonly days: number;
  readonly kills: number;
}

/** Each prints its figures as one JSON object a line, and says whether they are good enough. */
const PROOFS: Readonly<Record<string, (lengths: Lengths) => Promise<boolean>>> = {
  hour: async ({ minutes }) => {
    if (!hasPrograms('hour', ['pulseaudio', 'parec', 'ffmpeg', 'espeak-ng'])) return true;
    const judged = await proveLong(minutes);
    for (const each of judged) print({ proof: 'hour', minutes, ...each });
    return judged.every(
      ({ gaps, correlation, outcome }) =>
        gaps === 0 && correlation >= LEAST_CORRELATION && outcome === 'full',
    );
  },
  reconnect: async ({ partitions }) => {
    if (!isRoot('reconnect') || !hasPrograms('reconnect', ['ip', 'cc', 'chrt'])) return true;
    const judged = await proveReconnect(partitions);
    print({ proof: 'reconnect', ...judged });
    return judged.p99S <= MOST_RECONNECT_S;
  },
  properties: async ({ seeds }) => {
    const searched = await searchProperties(seeds);
    print({ proof: 'properties', ...searched });
    return searched.failed.length === 0;
  },
  calendar: async ({ days, kills }) => {
    const month = await proveCalendar({ days, kills });
    print({ proof: 'calendar', days, ...month });
    return month.unexplained.length === 0;
  },
};

function print(figures: object): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

/** @throws RangeError that says what may stand there */
function read(words: readonly string[]): { names: readonly string[]; lengths: Lengths } {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      minutes: { type: 'string' },
      partitions: { type: 'string' },
      seeds: { type: 'string' },
      days: { type: 'string' },
      kills: { type: 'string' },
    },
  });
  const names = positionals.length === 0 ? Object.keys(PROOFS) : positionals;
  for (const name of names) {
    if (!(name in PROOFS)) throw new RangeError(`"${name}" is no proof\n${USAGE}`);
  }
  const minutes = within('minutes', values.minutes ?? '60', [0.1, 60]);
  const partitions = within('partitions', values.partitions ?? '100', [1, 10_000]);
  const seeds = within('seeds', values.seeds ?? '20', [1, 10_000]);
  const days = within('days', values.days ?? '30', [1, 30]);
  const kills = within('kills', values.kills ?? '200', [0, 1_000]);
  return { names, lengths: { minutes, partitions, seeds, days, kills } };
}

function within(name: string, text: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (!(value >= least && value <= most)) {
    throw new RangeError(`--${name}: "${text}" is not a number from ${least} to ${most}`);
  }
  return value;
}

try {
  const { names, lengths } = read(process.argv.slice(2));
  for (const name of names) {
    const isGood = await PROOFS[name]?.(lengths);
    say(`proof ${name}: ${isGood ? 'holds' : 'FAILED'}`);
    if (!isGood) process.exitCode = 1;
  }
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
