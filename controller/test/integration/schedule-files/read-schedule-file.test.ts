/** City files on disk: what is wrong is told where it stands. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemLine, readScheduleFile } from '../../../src/adapters/schedule-files/index.ts';
import { scheduleJsonSchema } from '../../../src/adapters/schedule-files/json-schema.ts';

const root = resolve(import.meta.dirname, '../../../..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-schedule-'));
  writeFileSync(join(folder, 'tin.wav'), 'sound');
});
afterEach(() => rmSync(folder, { recursive: true }));

const GOOD = `city: { unit: tp, timeZone: Asia/Ho_Chi_Minh }
units:
  - { id: tp, kind: city, name: Thành phố }
  - { id: an, kind: ward, name: Phường An, parent: tp }
nodes:
  - { id: loa-1, name: Loa 1, unit: an, trimMs: -2.5 }
zones:
  - { id: ven, name: Ven sông, nodes: [loa-1] }
bulletins:
  - { id: tin, title: Bản tin, file: tin.wav }
campaigns:
  - id: sang
    bulletins: [tin]
    targets: { units: [an] }
    timing: { start: 2026-11-22T05:30, rule: FREQ=DAILY }
    title: Buổi sáng
`;

async function read(text: string | Uint8Array) {
  const path = join(folder, 'city.yaml');
  writeFileSync(path, text);
  const result = await readScheduleFile(path);
  if (result.outcome === 'read') return result.schedule;
  return result.problems.map((problem) => problemLine('city.yaml', problem));
}
/** The good file with one thing changed. */
async function changed(from: string, to: string) {
  expect(GOOD).toContain(from);
  return await read(GOOD.replace(from, to));
}

describe('a good file', () => {
  it('[CAL54] an item may repeat by the lunar calendar', async () => {
    const schedule = await changed('FREQ=DAILY', '"LUNAR:DAYS=1,15;TIMES=05:30,17:00"');
    if (Array.isArray(schedule)) throw new Error(schedule.join('\n'));
    expect(schedule.documents[0]?.body).toMatchObject({
      timing: { rule: 'LUNAR:DAYS=1,15;TIMES=05:30,17:00' },
    });
  });

  it('[CAL18] becomes units, nodes, zones, bulletins and items, with what was left out', async () => {
    const schedule = await read(GOOD);
    if (Array.isArray(schedule)) throw new Error(schedule.join('\n'));
    expect([...schedule.map.nodes.values()]).toEqual([
      {
        nodeId: 'loa-1',
        name: 'Loa 1',
        unitId: 'an',
        place: null,
        siteId: null,
        tuning: { gainDb: null, trimUs: null },
        settings: { gainDb: -6, emergencyGainDb: 0, maxGainDb: 0, trimUs: -2500 },
      },
    ]);
    expect(schedule.bulletins[0]).toMatchObject({
      class: 'normal',
      language: 'vi',
      unitId: 'tp',
      soundFile: join(folder, 'tin.wav'),
    });
    expect(schedule.documents[0]).toMatchObject({
      kind: 'campaign',
      body: { priority: 50, lateMinutes: 15, timing: { rule: 'FREQ=DAILY' } },
    });
  });
});

describe('line-exact errors', () => {
  it.each([
    [
      'unit: an, trim',
      'unit: na, trim',
      '6:37: nodes[0].unit: there is no unit na; declare it or mend the id',
    ],
    [
      'nodes: [loa-1]',
      'nodes: [loa-1, loa-2]',
      '8:47: zones[0].nodes[1]: there is no node loa-2; declare it or mend the id',
    ],
    [
      'bulletins: [tin]',
      'bulletins: [tinn]',
      '13:17: campaigns[0].bulletins[0]: there is no bulletin tinn; declare it or mend the id',
    ],
    [
      'units: [an]',
      'units: [an], zones: [nui]',
      '14:37: campaigns[0].targets.zones[0]: there is no zone nui; declare it or mend the id',
    ],
    [
      'targets: { units: [an] }',
      'targets: {}',
      '14:14: campaigns[0].targets: is aimed at nothing; give units, zones or nodes',
    ],
    [
      'T05:30',
      'T25:30',
      '15:22: campaigns[0].timing.start: 2026-11-22T25:30 is not in the calendar',
    ],
    [
      'FREQ=DAILY',
      'FREQ=HOURLY',
      '15:46: campaigns[0].timing.rule: FREQ=HOURLY is too often; use FREQ=DAILY with BYHOUR and BYMINUTE',
    ],
    [
      'FREQ=DAILY',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
      '15:46: campaigns[0].timing.rule: never occurs; mend the rule',
    ],
    [
      'FREQ=DAILY',
      '"LUNAR:MONTHS=13;DAYS=1"',
      '15:46: campaigns[0].timing.rule: MONTHS=13: use 1 to 12',
    ],
    [
      'rule: FREQ=DAILY',
      'until: 2026-11-21',
      '15:47: campaigns[0].timing.until: is before the start (2026-11-22T05:30)',
    ],
    [
      'rule: FREQ=DAILY',
      "except: ['2026-11-31']",
      '15:49: campaigns[0].timing.except[0]: 2026-11-31 is not in the calendar',
    ],
    [
      'Asia/Ho_Chi_Minh',
      'Asia/Saigonn',
      '1:29: city.timeZone: Asia/Saigonn is not an IANA time zone, e.g. Asia/Ho_Chi_Minh',
    ],
    ['unit: tp, time', 'unit: an, time', '1:15: city.unit: an has a parent; name the top unit'],
    ['parent: tp', 'parent: an', '4:52: units[1].parent: the units go round: an → an'],
    [
      'parent: tp',
      'from: 2026-01-01, until: 2025-01-01, parent: tp',
      '4:69: units[1].until: must be after from (2026-01-01)',
    ],
    [
      ', parent: tp',
      '',
      "4:5: units[1].parent: an is not below the city's unit tp; give its parent",
    ],
    ['id: an,', 'id: tp,', '4:11: units[1].id: tp stands twice; give each its own id'],
    [
      'kind: ward',
      'kind: village',
      '4:21: units[1].kind: must be one of province, city, district, ward, commune, neighbourhood',
    ],
    [
      'title: Bản tin, ',
      '',
      '10:5: bulletins[0].title: is missing; give it as a text (quote it if it looks like a number)',
    ],
    [
      'title: Bản tin',
      'titel: Bản tin',
      '10:5: bulletins[0].title: is missing; give it as a text (quote it if it looks like a number)',
    ],
    [
      'id: loa-1',
      'id: Loa 1',
      '6:11: nodes[0].id: is not a node id: lower-case letters, digits, ".", "_" and "-", at most 64',
    ],
    [
      'name: Loa 1',
      'name: 1',
      '6:24: nodes[0].name: must be a text (quote it if it looks like a number), not 1',
    ],
    ['trimMs: -2.5', 'trimMs: -501', '6:49: nodes[0].trimMs: is too small: at least -500'],
    [
      '2026-11-22T05:30',
      '22/11/2026',
      '15:22: campaigns[0].timing.start: must be a day and time, YYYY-MM-DDTHH:MM',
    ],
  ])('[CAL20] %s → %s', async (from, to, expected) => {
    const problems = await changed(from, to);
    expect(Array.isArray(problems) ? problems[0] : 'no problem').toBe(`city.yaml:${expected}`);
  });

  it.each([
    ['cong-van.txt', 'it is neither PDF nor JPEG nor PNG'],
    ['khong-co.pdf', 'there is none'],
    ['.', 'it is no file'],
  ])('[APR36] %s is no file of a signed paper', async (name, why) => {
    writeFileSync(join(folder, 'cong-van.txt'), 'Công văn');
    const paper = `file: tin.wav, paper: { number: '1', file: ${name} }`;
    const problems = await changed('file: tin.wav', paper);
    expect((problems as string[])[0]).toContain(
      `bulletins[0].paper.file: the paper ${join(folder, name)} cannot be taken: ${why}`,
    );
  });

  it('[CAL20] a host that is none', async () => {
    const hosts = "timeZone: Asia/Ho_Chi_Minh, relayHosts: ['http://x/']";
    const problems = await changed('timeZone: Asia/Ho_Chi_Minh', hosts);
    expect((problems as string[])[0]).toMatch(/city\.relayHosts\[0\]: must be a host, e\.g\. /);
  });

  it('[CAL20] a sound file that is a folder', async () => {
    const problems = await changed('file: tin.wav', 'file: .');
    expect((problems as string[])[0]).toContain(`${folder} cannot be read: it is no file`);
  });

  it('[CAL20] a sound file that is not there', async () => {
    const problems = await changed('file: tin.wav', 'file: tan.wav');
    expect(problems).toEqual([
      `city.yaml:10:38: bulletins[0].file: the sound file ${join(folder, 'tan.wav')} cannot be read: there is none`,
    ]);
  });

  it('[CAL20] a cycle of units is told at each unit of it, once', async () => {
    const text = GOOD.replace(
      'parent: tp }',
      'parent: b }\n  - { id: b, kind: ward, name: B, parent: an }',
    );
    expect(await read(text)).toEqual([
      'city.yaml:4:52: units[1].parent: the units go round: an → b → an',
      'city.yaml:5:43: units[2].parent: the units go round: b → an → b',
    ]);
  });

  it('[CAL20] tells everything that is wrong, not the first thing only', async () => {
    const problems = await read(
      GOOD.replace('bulletins: [tin]', 'bulletins: [b]').replace('unit: an,', 'unit: x,'),
    );
    expect(problems).toHaveLength(2);
  });
});

const GROUPS = GOOD.replace(
  'trimMs: -2.5 }',
  'site: cho }\n  - { id: loa-2, name: Loa 2, unit: an, site: cho }\n  - { id: loa-3, name: Loa 3, unit: an }',
).replace(
  'nodes: [loa-1] }',
  `nodes: [loa-1, loa-2], acoustic: ACOUSTIC }
  - { id: xa, name: Xa, nodes: [loa-3, loa-2] }`,
);
const withGroups = (acoustic: string, other = '') =>
  GROUPS.replace('ACOUSTIC', acoustic).replace(
    'nodes: [loa-3, loa-2]',
    `nodes: [loa-3, loa-2]${other}`,
  );

describe('sites and acoustic groups', () => {
  it('[PLY76] groups are delayed against each other, or sound in waves', async () => {
    const delayed = await read(
      withGroups(
        '{ mode: delay, groups: [{ nodes: [loa-1], delayMs: 0 }, { nodes: [loa-2], delayMs: 350 }] }',
      ),
    );
    if (Array.isArray(delayed)) throw new Error(delayed.join('\n'));
    expect([...delayed.map.nodes.values()].map(({ siteId }) => siteId)).toEqual([
      'cho',
      'cho',
      null,
    ]);
    expect([...delayed.map.zones.values()].map(({ acoustic }) => acoustic)).toEqual([
      {
        kind: 'delay',
        groups: [
          { nodeIds: ['loa-1'], delayUs: 0 },
          { nodeIds: ['loa-2'], delayUs: 350_000 },
        ],
      },
      null,
    ]);
    const waves = await read(
      withGroups('{ mode: waves, gapMs: 500, groups: [{ nodes: [loa-2] }, { nodes: [loa-1] }] }'),
    );
    if (Array.isArray(waves)) throw new Error(waves.join('\n'));
    expect([...waves.map.zones.values()][0]?.acoustic).toEqual({
      kind: 'waves',
      gapUs: 500_000,
      groups: [{ nodeIds: ['loa-2'] }, { nodeIds: ['loa-1'] }],
    });
  });

  it.each([
    [
      'a node of another zone',
      withGroups(
        '{ mode: waves, gapMs: 0, groups: [{ nodes: [loa-1] }, { nodes: [loa-2, loa-3] }] }',
      ),
      "10:136: zones[0].acoustic.groups[1].nodes[1]: loa-3 is not in ven; add it to the zone's nodes",
    ],
    [
      'a node in two groups of one zone',
      withGroups(
        '{ mode: waves, gapMs: 0, groups: [{ nodes: [loa-1] }, { nodes: [loa-2, loa-1] }] }',
      ),
      '10:136: zones[0].acoustic.groups[1].nodes[1]: loa-1 is in group 1 of ven already; a node is in one group only',
    ],
    [
      'a node in groups of two zones',
      withGroups(
        '{ mode: waves, gapMs: 0, groups: [{ nodes: [loa-1] }, { nodes: [loa-2] }] }',
        ', acoustic: { mode: waves, gapMs: 0, groups: [{ nodes: [loa-3] }, { nodes: [loa-2] }] }',
      ),
      '11:122: zones[1].acoustic.groups[1].nodes[0]: loa-2 is in group 2 of ven already; a node is in one group only',
    ],
    [
      'a delay beyond its range',
      withGroups(
        '{ mode: delay, groups: [{ nodes: [loa-1], delayMs: 5001 }, { nodes: [loa-2], delayMs: 0 }] }',
      ),
      '10:116: zones[0].acoustic.groups[0].delayMs: is too large: at most 5000',
    ],
    [
      'a delay below zero',
      withGroups(
        '{ mode: delay, groups: [{ nodes: [loa-1], delayMs: -1 }, { nodes: [loa-2], delayMs: 0 }] }',
      ),
      '10:116: zones[0].acoustic.groups[0].delayMs: is too small: at least 0',
    ],
    [
      'one group alone',
      withGroups('{ mode: waves, gapMs: 0, groups: [{ nodes: [loa-1] }] }'),
      '10:98: zones[0].acoustic.groups: is too small: at least 2 entries',
    ],
    [
      'more waves than may wait for each other',
      withGroups(`{ mode: waves, gapMs: 0, groups: [${'{ nodes: [loa-1] }, '.repeat(7)}] }`),
      '10:98: zones[0].acoustic.groups: is too large: at most 6 entries',
    ],
  ])('[PLY76] refuses %s', async (_, text, expected) => {
    const problems = await read(text);
    expect(Array.isArray(problems) ? problems[0] : 'no problem').toBe(`city.yaml:${expected}`);
  });
});

describe('files that are no schedule', () => {
  it.each([
    ['units: [', 'is not valid YAML'],
    ['a: 1\na: 2\n', 'is not valid YAML: Map keys must be unique'],
    ['', 'must be a group of fields'],
    ['- 1\n', 'must be a group of fields'],
  ])('[CAL18] %j: %s', async (text, expected) => {
    const problems = await read(text);
    expect(Array.isArray(problems) ? problems[0] : '').toContain(expected);
  });

  it('[CAL18] is not UTF-8, is too large, is not there', async () => {
    expect(await read(Uint8Array.of(0xff, 0xfe, 0x00))).toEqual([
      'city.yaml:1:1: is not UTF-8 text; save it as UTF-8',
    ]);
    expect(await read('#'.repeat(8 * 1024 * 1024 + 1))).toEqual([
      'city.yaml:1:1: 8388609 bytes; at most 8388608',
    ]);
    const missing = await readScheduleFile(join(folder, 'none.yaml'));
    expect(missing).toMatchObject({ outcome: 'invalid', problems: [{ line: 1, column: 1 }] });
  });

  it('[CAL18] an alias bomb is refused, not unfolded', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 9; n++) {
      lines.push(
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
      );
    }
    const problems = await read(lines.join('\n'));
    expect(Array.isArray(problems) ? problems[0] : '').toContain('cannot be unfolded');
  });
});

describe('what is in the repository', () => {
  it('[CAL18] the demo city is a good file', async () => {
    const result = await readScheduleFile(join(root, 'schedules/tam-ky.yaml'));
    if (result.outcome === 'invalid') throw new Error(JSON.stringify(result.problems, null, 2));
    expect(result.schedule.map.nodes.size).toBe(13);
  });

  it('[CAL18] the JSON Schema is that of the protocol (else: node tools/schedule-schema.ts)', () => {
    const held = readFileSync(join(root, 'schedules/schedule.schema.json'), 'utf8');
    expect(JSON.parse(held)).toEqual(JSON.parse(scheduleJsonSchema()));
  });
});
