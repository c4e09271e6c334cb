/** What well formed documents may still have wrong, one rule after another, in a city of two wards. */
import { documentSchemas } from '@loa/protocol/documents';
import type { DocumentKind, Documents } from '@loa/protocol/programme';
import { describe, expect, test } from 'vitest';
import { dayOrderId, documentFaults } from './faults.ts';
import type { Known } from './known.ts';
import { A_CITY } from './test-city.ts';

const KNOWN: Known = {
  map: A_CITY,
  bulletins: new Set(['tin']),
  sessions: new Set(['sang']),
  items: new Set(['rac']),
  accounts: new Set(['lan', 'minh']),
  relayHosts: ['phat.example.vn', '127.0.0.1:8000'],
};

const TIMING = { start: '2026-12-01T17:00', rule: 'FREQ=DAILY' };
const CAMPAIGN = {
  id: 'rac',
  unit: 'east',
  title: 'Rác',
  bulletins: ['tin'],
  targets: { units: ['east'] },
  timing: TIMING,
};
const RELAY = {
  id: 'tiep-am',
  unit: 'city',
  title: 'Tiếp âm',
  url: 'https://phat.example.vn/live.mp3',
  targets: { units: ['city'] },
  timing: TIMING,
  minutes: 30,
};
const NAMED = { id: 'mot', unit: 'city', title: 'Một' };

function faultsOf<K extends DocumentKind>(kind: K, body: object, known = KNOWN): string[] {
  const read = documentSchemas[kind].parse(body) as Documents[K];
  return documentFaults(kind, read, known).map(({ path }) => path.join('.'));
}

test('[CAL59] a campaign has at most 480 sounds a day', () => {
  const often = { ...TIMING, rule: 'FREQ=DAILY;BYHOUR=5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20' };
  const thirty = Array.from({ length: 30 }, () => 'tin');
  const full = { ...CAMPAIGN, timing: often, bulletins: thirty };
  expect(faultsOf('campaign', full)).toEqual([]);
  expect(faultsOf('campaign', { ...full, chime: 'tin' })).toEqual(['bulletins']);
  const extra = ['2026-12-05T04:00'];
  expect(faultsOf('campaign', { ...full, timing: { ...often, extra } })).toEqual(['bulletins']);
  const repeats = { times: 10, gapSeconds: 0 };
  expect(faultsOf('campaign', { ...full, repeats })).toEqual(['repeats']);
  expect(faultsOf('campaign', { ...full, repeats, order: 'rotation' })).toEqual([]);
  const placement = { kind: 'sessions' };
  expect(faultsOf('campaign', { ...full, repeats, placement })).toEqual([]);
});

test('[DOC2] what a document names is there: units, bulletins, sessions, items, accounts', () => {
  expect(faultsOf('campaign', CAMPAIGN)).toEqual([]);
  expect(faultsOf('campaign', { ...CAMPAIGN, unit: 'north' })).toEqual(['unit']);
  expect(faultsOf('campaign', { ...CAMPAIGN, bulletins: ['tin', 'x'], chime: 'y' })).toEqual([
    'bulletins.1',
    'chime',
  ]);
  const placement = { kind: 'sessions', sessions: ['sang', 'trua'] };
  expect(faultsOf('campaign', { ...CAMPAIGN, placement })).toEqual(['placement.sessions.1']);
  const session = { ...NAMED, timing: TIMING, minutes: 30 };
  expect(faultsOf('session', { ...session, opening: 'x', closing: 'tin' })).toEqual(['opening']);
  const days = { fromDay: '2026-12-01', throughDay: '2026-12-03' };
  const suspension = { ...NAMED, ...days, exceptions: ['rac', 'khac'], substitute: 'x' };
  expect(faultsOf('suspension', suspension)).toEqual(['exceptions.1', 'substitute']);
  const grant = { id: 'q', unit: 'east', account: 'lan', right: 'speak' };
  expect(faultsOf('grant', grant)).toEqual([]);
  expect(faultsOf('grant', { ...grant, account: 'ai', delegatedBy: 'ai' })).toEqual([
    'account',
    'delegatedBy',
  ]);
  expect(faultsOf('grant', { ...grant, account: 'ai' }, { ...KNOWN, accounts: null })).toEqual([]);
  const distribution = { id: 'd', unit: 'city', bulletin: 'tin', to: ['east'], ...days };
  expect(faultsOf('distribution', distribution)).toEqual([]);
  const astray = { ...distribution, bulletin: 'x', to: ['east', 'north', 'city'] };
  expect(faultsOf('distribution', astray)).toEqual(['bulletin', 'to.1', 'to.2']);
  const answer = { unit: 'west', answer: 'declined', by: 'lan', at: '2026-12-01T08:00' };
  expect(faultsOf('distribution', { ...distribution, answers: [answer] })).toEqual([
    'answers.0.unit',
  ]);
  const decision = { id: 'q', unit: 'east', order: 'before', by: 'lan' };
  const cue = 'rac@2026-12-01T17:00';
  expect(faultsOf('decision', { ...decision, cue, against: cue })).toEqual(['against']);
  expect(faultsOf('approval-rule', { id: 'r', unit: 'east', when: 'before' })).toEqual([]);
});

test('[DOC3] days are of the calendar, between 1900 and 2100, and in order', () => {
  const suspension = (fromDay: string, throughDay: string) =>
    faultsOf('suspension', { ...NAMED, fromDay, throughDay });
  expect(suspension('2026-12-01', '2026-12-01')).toEqual([]);
  expect(suspension('2026-12-02', '2026-12-01')).toEqual(['throughDay']);
  expect(suspension('2026-02-30', '2026-12-01')).toEqual(['fromDay']);
  expect(suspension('1899-12-31', '2101-01-01')).toEqual(['fromDay', 'throughDay']);
  const mute = { id: 'm', unit: 'east', nodes: ['e'], throughDay: '2026-11-31', reason: 'Ốm' };
  expect(faultsOf('mute', mute)).toEqual(['throughDay']);
  const standing = { by: 'lan', throughDay: '2027-02-29' };
  expect(faultsOf('template', { ...NAMED, text: 'Mời', standing })).toEqual([
    'standing.throughDay',
  ]);
});

describe('[DOC4] what recurs', () => {
  test.each([
    ['a day that is none', { start: '2026-02-30T05:30' }, 'timing.start'],
    ['an end before the start', { until: '2026-11-30' }, 'timing.until'],
    ['a rule that is none', { rule: 'FREQ=OFTEN' }, 'timing.rule'],
    ['a rule that never comes', { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'timing.rule'],
    ['a lunar rule that is none', { rule: 'LUNAR:DAYS=31' }, 'timing.rule'],
    ['an exception that is none', { except: ['2026-12-24', '2026-12-32'] }, 'timing.except.1'],
    ['an extra start that is none', { extra: ['2026-12-24T25:00'] }, 'timing.extra.0'],
  ])('%s', (...[, part, path]) => {
    expect(faultsOf('campaign', { ...CAMPAIGN, timing: { ...TIMING, ...part } })).toEqual([path]);
  });
  test('may be lunar', () => {
    const timing = { ...TIMING, rule: 'LUNAR:DAYS=1,15' };
    expect(faultsOf('campaign', { ...CAMPAIGN, timing })).toEqual([]);
  });
});

describe('[DOC5] targets', () => {
  test.each([
    ['nothing', {}, ['targets']],
    ['unknown', { units: ['x'], nodes: ['e', 'y'] }, ['targets.units.0', 'targets.nodes.1']],
    ['another ward', { units: ['east', 'west'] }, ['targets.units.1']],
    ['a zone that reaches out', { zones: ['market', 'river'] }, ['targets.zones.1']],
    ["another ward's node", { nodes: ['w'] }, ['targets.nodes.0']],
    ['a unit without nodes', { units: ['east-2'] }, []],
    ['a zone within', { zones: ['market'] }, []],
  ])('%s', (...[, targets, paths]) => {
    expect(faultsOf('campaign', { ...CAMPAIGN, targets })).toEqual(paths);
  });
  test('a mute names own nodes', () => {
    const mute = { id: 'm', unit: 'east', throughDay: '2026-12-01', reason: 'Đám tang' };
    expect(faultsOf('mute', { ...mute, nodes: ['e', 'w'] })).toEqual(['nodes.1']);
  });
  test('more than an authorisation can carry is refused', () => {
    const nodes = Array.from({ length: 64 }, (_, index) => `${'x'.repeat(60)}${index}`);
    expect(faultsOf('campaign', { ...CAMPAIGN, targets: { nodes } })).toEqual(['targets']);
  });
});

describe('[DOC6] windows of an air rule', () => {
  const windows = (...list: object[]) => faultsOf('air-rule', { ...NAMED, windows: list });
  const morning = { from: '05:30', to: '06:30', minutes: 60 };
  test('stand in order, do not overlap, and hold the minutes they allow', () => {
    expect(windows()).toEqual([]);
    expect(windows(morning, { from: '17:00', to: '24:00' })).toEqual([]);
    expect(windows({ from: '22:00', to: '05:00' })).toEqual(['windows.0.to']);
    expect(windows(morning, { from: '06:00', to: '07:00' })).toEqual(['windows.1.from']);
    expect(windows({ ...morning, minutes: 61 })).toEqual(['windows.0.minutes']);
  });
  test('volume rules reach over midnight, but not round the whole day', () => {
    const volume = { id: 'v', unit: 'city', targets: { units: ['city'] }, gainDb: -6 };
    expect(faultsOf('volume', { ...volume, from: '21:00', to: '05:00' })).toEqual([]);
    expect(faultsOf('volume', { ...volume, from: '05:00', to: '05:00' })).toEqual(['to']);
    expect(faultsOf('volume', { ...volume, from: '24:00', to: '05:00' })).toEqual(['from']);
  });
});

describe('[DOC7] relays', () => {
  test.each([
    ['https://phat.example.vn/live.mp3', []],
    ['http://PHAT.example.vn:8443/a?b=c#d', []],
    ['http://127.0.0.1:8000/live', []],
    ['http://127.0.0.1:8001/live', ['url']],
    ['https://other.example.vn/live.mp3', ['url']],
    ['https://phat.example.vn.evil.example/live', ['url']],
    ['https://phat.example.vn@evil.example/live', ['url']],
    ['https://user:pass@phat.example.vn/live', ['url']],
    ['https://evil.example/?x=@phat.example.vn/', ['url']],
    ['https://evil.example\\@phat.example.vn/', ['url']],
  ])('%s', (url, paths) => {
    expect(faultsOf('relay', { ...RELAY, url })).toEqual(paths);
  });
});

test('[DOC9] the order of a day is called by its session and start, and may name what is gone', () => {
  const id = dayOrderId('sang', '2026-12-01T05:30');
  expect(id).toBe('sang.2026-12-01t05-30');
  const order = { unit: 'east', session: 'sang', start: '2026-12-01T05:30', items: ['khong-co'] };
  expect(faultsOf('day-order', { ...order, id })).toEqual([]);
  expect(faultsOf('day-order', { ...order, id: 'khac' })).toEqual(['id']);
});
