/** The programme's documents in a city file: every section, presets, and faults where they stand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOCUMENT_KINDS } from '@loa/protocol/programme';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemLine, readScheduleFile } from '../../../src/adapters/schedule-files/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-documents-'));
  writeFileSync(join(folder, 'tin.wav'), 'sound');
});
afterAll(() => rmSync(folder, { recursive: true }));

const EVERYTHING = `city:
  unit: tp
  timeZone: Asia/Ho_Chi_Minh
  header: [UBND thành phố, Trung tâm Văn hóa]
  relayHosts: [phat.example.vn, '127.0.0.1:8000']
units:
  - { id: tp, kind: city, name: Thành phố }
  - { id: an, kind: ward, name: Phường An, parent: tp }
nodes:
  - { id: loa-1, name: Loa 1, unit: an }
bulletins:
  - id: tin
    title: Bản tin
    file: tin.wav
    transcript: Kính mời bà con
    validThrough: 2026-12-31
    paper: { number: 12/TB-UBND }
sessions:
  - { id: sang, title: Buổi sáng, timing: { start: 2026-11-01T05:30, rule: FREQ=DAILY }, minutes: 30 }
campaigns:
  - id: rac
    unit: an
    title: Thu gom rác
    bulletins: [tin]
    targets: { units: [an] }
    timing: { start: 2026-11-01T17:00 }
    placement: { kind: sessions, sessions: [sang] }
dayOrders:
  - { id: sang.2026-11-22t05-30, session: sang, start: 2026-11-22T05:30, items: [rac] }
airRules:
  - { id: hai-buoi, preset: two-sessions-60 }
  - { id: do-thi, unit: an, preset: urban-two-sessions-15, overridableBy: [broadcaster] }
  - { id: trua, unit: an, title: Buổi trưa, windows: [{ from: '11:00', to: '11:30' }] }
volumes:
  - { id: toi, targets: { units: [tp] }, from: '20:00', to: '05:00', gainDb: -6 }
suspensions:
  - { id: tet, title: Tết, fromDay: 2027-02-06, throughDay: 2027-02-08, exceptions: [rac] }
mutes:
  - { id: dam-tang, unit: an, nodes: [loa-1], throughDay: 2026-11-25, reason: Đám tang }
relays:
  - id: tiep-am
    title: Thời sự
    url: https://phat.example.vn/live.mp3
    targets: { units: [tp] }
    timing: { start: 2026-11-01T05:45, rule: FREQ=DAILY }
    minutes: 15
    fallback: tin
grants:
  - { id: lan-duyet, account: lan, right: approve }
approvalRules:
  - { id: phuong-an, unit: an, when: afterwards }
templates:
  - { id: moi-hop, title: Mời họp, text: 'Kính mời {ai} họp lúc {gio}' }
decisions:
  - { id: ai-truoc, unit: an, cue: 'rac@2026-11-01T17:00', against: 'khac@2026-11-01T17:00', order: before, by: lan }
distributions:
  - { id: gui-tin, bulletin: tin, to: [an], fromDay: 2026-11-22, throughDay: 2026-11-30 }
`;

async function read(text: string) {
  const path = join(folder, 'city.yaml');
  writeFileSync(path, text);
  const result = await readScheduleFile(path);
  if (result.outcome === 'read') return result.schedule;
  return result.problems.map((problem) => problemLine('city.yaml', problem));
}
async function good(text = EVERYTHING) {
  const schedule = await read(text);
  if (Array.isArray(schedule)) throw new Error(schedule.join('\n'));
  return schedule;
}

describe('a file with everything', () => {
  it('[DOC21] holds documents of every kind, of the city unless it says otherwise', async () => {
    const { documents, settings, bulletins } = await good();
    expect(new Set(documents.map(({ kind }) => kind))).toEqual(new Set(DOCUMENT_KINDS));
    const unitOf = (id: string) => documents.find(({ body }) => body.id === id)?.body.unit;
    expect([unitOf('rac'), unitOf('sang')]).toEqual(['an', 'tp']);
    expect(settings).toMatchObject({
      header: ['UBND thành phố', 'Trung tâm Văn hóa'],
      relayHosts: ['phat.example.vn', '127.0.0.1:8000'],
    });
    expect(bulletins[0]?.way).toMatchObject({
      state: 'approved',
      transcript: 'Kính mời bà con',
      validFrom: null,
      validThrough: '2026-12-31',
      review: { how: 'city-file', paper: { number: '12/TB-UBND', file: null } },
    });
  });

  it('[DOC20] a preset fills in what an air rule leaves out', async () => {
    const { documents } = await good();
    const rule = (id: string) => documents.find(({ body }) => body.id === id)?.body;
    expect(rule('hai-buoi')).toMatchObject({
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      windows: [
        { from: '05:30', to: '06:30', minutes: 60 },
        { from: '17:00', to: '18:00', minutes: 60 },
      ],
      overridableBy: ['culture-office'],
    });
    expect(rule('do-thi')).toMatchObject({
      weekdays: [1, 2, 3, 4, 5],
      windows: [{ minutes: 15 }, { minutes: 15 }],
      overridableBy: ['broadcaster'],
    });
    expect(await read(EVERYTHING.replace('title: Buổi trưa, ', ''))).toEqual([
      'city.yaml:33:5: airRules[2].title: is missing; give it, or a preset',
    ]);
  });
});

describe('[CAL20] faults of documents', () => {
  it.each([
    [
      'sessions: [sang]',
      'sessions: [chieu]',
      '27:45: campaigns[0].placement.sessions[0]: there is no session chieu; declare it or mend the id',
    ],
    [
      'exceptions: [rac]',
      'exceptions: [rca]',
      '37:86: suspensions[0].exceptions[0]: there is no campaign or relay rca; declare it or mend the id',
    ],
    [
      'https://phat.example.vn/',
      'https://nghe.example.vn/',
      "43:10: relays[0].url: nghe.example.vn is not a host that relays may use; add it to relayHosts of the city's file or use another",
    ],
    ['id: tiep-am', 'id: rac', '41:9: relays[0].id: a campaign is called rac; choose another'],
    ['gainDb: -6', 'gainDb: loud', '35:78: volumes[0].gainDb: must be a number, not "loud"'],
    [
      'when: afterwards',
      'when: never',
      '51:38: approvalRules[0].when: must be one of before, afterwards',
    ],
    [
      'validThrough: 2026-12-31',
      'validThrough: 2026-11-31',
      '16:19: bulletins[0].validThrough: 2026-11-31 is not in the calendar',
    ],
  ])('%s → %s', async (from, to, expected) => {
    expect(EVERYTHING).toContain(from);
    const problems = await read(EVERYTHING.replace(from, to));
    expect(Array.isArray(problems) ? problems[0] : 'no problem').toBe(`city.yaml:${expected}`);
  });
});
