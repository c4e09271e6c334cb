/** A province in small that is changed at random, and what may be done to it. */
import type { AirRule, Campaign, Documents, Session, Suspension } from '@loa/protocol/programme';
import {
  type BulletinId,
  type ItemId,
  parseAssetId,
  parseBulletinId,
  parseItemId,
  parseNodeId,
  parseUnitId,
  parseZoneId,
  type UnitId,
} from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { mulberry32 } from '@loa/runtime/pure';
import {
  airRule,
  session,
  suspension,
  timingOf,
} from '../../../src/domain/campaign/sample-programme.ts';
import { AS_BROUGHT_IN, type Bulletin } from '../../../src/domain/library/bulletin.ts';
import { type CityMap, UNTUNED, type Unit } from '../../../src/domain/zoning/city-map.ts';
import { putCampaigns } from '../../support/campaigns.ts';
import { campaignOf, type Item } from '../../words/campaign-of.ts';
import { actorOf, openPlanningCity, type PlanningCity, targetsOf } from './planning-city.ts';

export const CITY: UnitId = parseUnitId('tinh');
const WARDS = ['xa-a', 'xa-b', 'xa-c', 'xa-d'].map(parseUnitId);
const RULES = [
  null,
  'FREQ=DAILY',
  'FREQ=DAILY;BYHOUR=5,11,17;BYMINUTE=0,30',
  'FREQ=WEEKLY;BYDAY=MO,TH',
  'FREQ=DAILY;INTERVAL=2',
  'FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21;BYMINUTE=0,30',
];

type Chance = () => number;
const pick = <T>(chance: Chance, from: readonly T[]): T =>
  from[Math.floor(chance() * from.length)] as T;

function nodeIn(name: string, unitId: UnitId, gainDb = -6) {
  return {
    nodeId: parseNodeId(name),
    name,
    unitId,
    place: null,
    siteId: null,
    tuning: UNTUNED,
    settings: { gainDb, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 },
  };
}

function cityOf(nodes: readonly ReturnType<typeof nodeIn>[], timeZone: string): CityMap {
  const unit = { from: null, until: null, place: null } as const;
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const zoneId = parseZoneId('ven-song');
  return {
    cityId: CITY,
    timeZone,
    units: new Map<UnitId, Unit>([
      [CITY, { ...unit, unitId: CITY, kind: 'city', name: 'Tỉnh', parentId: null }],
      ...WARDS.map(
        (unitId) =>
          [unitId, { ...unit, unitId, kind: 'ward', name: unitId, parentId: CITY }] as const,
      ),
    ]),
    nodes: byId,
    zones: new Map([
      [zoneId, { zoneId, name: 'Ven sông', nodeIds: [...byId.keys()].slice(0, 3), acoustic: null }],
    ]),
  };
}

function bulletinOf(n: number, revision = 1): Bulletin {
  return {
    bulletinId: parseBulletinId(`tin-${n}`),
    revision,
    title: `Tin ${n}`,
    class: n % 3 === 0 ? 'priority' : 'normal',
    category: '',
    language: 'vi',
    unitId: CITY,
    author: 'schedule-file',
    createdAtMs: 1.7e12,
    assetId: parseAssetId(contentName(`${n} ${revision}`)),
    durationFrames: (30 + n * 60) * 48_000,
    loudnessLufs: -16,
    truePeakDbtp: -1,
    ...AS_BROUGHT_IN,
  };
}

/** A world of stores, and what may be done to it. */
export class World implements Disposable {
  items: Item[] = [];
  private readonly forms = new Map<ItemId, Partial<Campaign>>();
  private sessions: Session[] = [];
  private airRules: AirRule[] = [];
  private suspensions: Suspension[] = [];
  nodes = WARDS.flatMap((ward) => [0, 1, 2].map((n) => nodeIn(`${ward}-${n}`, ward)));
  bulletins = [0, 1, 2, 3, 4].map((n) => bulletinOf(n));
  city: PlanningCity;
  timeZone: string;
  private readonly chance: Chance;
  private made = 0;

  constructor(seed: number) {
    this.chance = mulberry32(seed);
    this.timeZone = pick(this.chance, ['Asia/Ho_Chi_Minh', 'America/New_York']);
    this.city = openPlanningCity({ start: '2026-10-30T20:00:00' });
    for (let n = 0; n < 8; n++) this.items.push(this.newItem());
    this.sessions.push(this.newSession());
    this.airRules.push(this.newAirRule());
    this.store();
  }

  private store(): void {
    const { stores } = this.city;
    stores.city.replace(cityOf(this.nodes, this.timeZone));
    const held = new Set(stores.library.list().map(({ bulletinId }) => bulletinId));
    for (const bulletin of this.bulletins) {
      stores.library.put(bulletin);
      held.delete(bulletin.bulletinId);
    }
    for (const bulletinId of held) stores.library.remove(bulletinId as BulletinId);
    putCampaigns(
      stores,
      this.items.map((item) => campaignOf(item, this.forms.get(item.itemId))),
    );
    this.storeRules();
  }

  private storeRules(): void {
    const { documents } = this.city.stores;
    const put = <K extends 'session' | 'air-rule' | 'suspension'>(
      kind: K,
      bodies: readonly Documents[K][],
    ): void => {
      const held = new Map(documents.list(kind).map(({ body }) => [body.id, body]));
      for (const body of bodies) {
        const isNew = JSON.stringify(held.get(body.id)) !== JSON.stringify(body);
        held.delete(body.id);
        const owner = { origin: 'console', author: 'lan', changedAtMs: 0 } as const;
        if (isNew) documents.put(kind, { body, ...owner });
      }
      for (const id of held.keys()) documents.remove(kind, id);
    };
    put('session', this.sessions);
    put('air-rule', this.airRules);
    put('suspension', this.suspensions);
  }

  private targets() {
    const { chance } = this;
    const kind = chance();
    if (kind < 0.3) return targetsOf({ units: [CITY] });
    if (kind < 0.7) return targetsOf({ units: [pick(chance, WARDS)] });
    if (kind < 0.85) return targetsOf({ zones: ['ven-song'] });
    return targetsOf({ nodes: [pick(chance, this.nodes).nodeId] });
  }

  private newForm(): Partial<Campaign> {
    const { chance } = this;
    const ids = this.bulletins.map(({ bulletinId }) => bulletinId);
    const kind = chance();
    if (kind < 0.4) return {};
    if (kind < 0.6) return { placement: { kind: 'sessions', sessions: [] } };
    return {
      bulletins: [pick(chance, ids), pick(chance, ids)],
      order: pick(chance, ['sequence', 'rotation'] as const),
      chime: chance() < 0.5 ? pick(chance, ids) : null,
      override: chance() < 0.2 ? { reason: 'khẩn', by: 'lan' } : null,
    };
  }

  private newSession(): Session {
    const { chance } = this;
    const start = `2026-10-2${Math.floor(chance() * 9)}T0${Math.floor(chance() * 9)}:40`;
    return session(`buoi-${this.made++}`, {
      unit: pick(chance, [CITY, ...WARDS]),
      timing: timingOf(start),
      minutes: 1 + Math.floor(chance() * 6),
      opening: chance() < 0.5 ? pick(chance, this.bulletins).bulletinId : null,
    });
  }

  private newAirRule(): AirRule {
    const { chance } = this;
    const hour = 3 + Math.floor(chance() * 12);
    const [from, to] = [hour, hour + 6].map((at) => `${String(at).padStart(2, '0')}:00`);
    const minutes = chance() < 0.5 ? Math.floor(chance() * 8) : null;
    return airRule(`gio-${this.made++}`, {
      unit: pick(chance, [CITY, ...WARDS]),
      windows: [{ from: from ?? '', to: to ?? '', minutes }],
    });
  }

  private newSuspension(): Suspension {
    const { chance } = this;
    const day = 1 + Math.floor(chance() * 9);
    return suspension(`ngung-${this.made++}`, {
      unit: pick(chance, [CITY, ...WARDS]),
      fromDay: `2026-11-0${day}`,
      throughDay: `2026-11-1${day}`,
      substitute: chance() < 0.5 ? pick(chance, this.bulletins).bulletinId : null,
    });
  }

  /** One more, or one less where there are some. */
  private moreOrLess<T>(list: T[], made: () => T): void {
    if (list.length > 2 || (list.length > 0 && this.chance() < 0.3)) list.shift();
    else list.push(made());
  }

  private newItem(): Item {
    const { chance } = this;
    const hour = Math.floor(chance() * 24);
    const itemId = parseItemId(`muc-${this.made++}`);
    this.forms.set(itemId, this.newForm());
    return {
      itemId,
      bulletinId: pick(chance, this.bulletins).bulletinId,
      targets: this.targets(),
      start: `2026-10-${25 + Math.floor(chance() * 6)}T${String(hour).padStart(2, '0')}:15`,
      rrule: pick(chance, RULES),
      until: chance() < 0.2 ? '2026-11-10' : null,
      except: chance() < 0.3 ? ['2026-11-02', '2026-11-03'] : [],
      priority: 1 + Math.floor(chance() * 98),
      gainDb: -Math.floor(chance() * 10),
      whenPreempted: 'continue',
      lateUs: 600e6,
    };
  }

  private readonly steps: readonly [string, () => void][] = [
    ['an item changes', () => this.change(({ itemId }) => ({ ...this.newItem(), itemId }))],
    ['a small edit', () => this.change((item) => ({ ...item, gainDb: item.gainDb - 1 }))],
    ['an item more', () => void this.items.push(this.newItem())],
    ['an item less', () => void this.items.splice(this.index(), 1)],
    ['a session more or less', () => this.moreOrLess(this.sessions, () => this.newSession())],
    ['an air rule more or less', () => this.moreOrLess(this.airRules, () => this.newAirRule())],
    [
      'a suspension more or less',
      () => this.moreOrLess(this.suspensions, () => this.newSuspension()),
    ],
    [
      'approved or not',
      () => {
        const n = Math.floor(this.chance() * this.bulletins.length);
        this.bulletins = this.bulletins.map((one, m) =>
          m === n ? { ...one, state: one.state === 'approved' ? 'submitted' : 'approved' } : one,
        );
      },
    ],
    ['a bulletin gone', () => void this.bulletins.splice(1 + Math.floor(this.chance() * 3), 1)],
    [
      'new sound',
      () => {
        const n = Math.floor(this.chance() * 5);
        this.bulletins = [0, 1, 2, 3, 4].map((m) =>
          bulletinOf(m, m === n ? 1 + Math.floor(this.chance() * 9) : 1),
        );
      },
    ],
    [
      'a node louder',
      () => {
        const n = Math.floor(this.chance() * this.nodes.length);
        this.nodes = this.nodes.map((node, m) =>
          m === n ? nodeIn(node.nodeId, node.unitId, -Math.ceil(this.chance() * 20)) : node,
        );
      },
    ],
    ['a node less', () => void this.nodes.splice(this.nodes.length > 6 ? 5 : 0, 1)],
    [
      'a node more',
      () => void this.nodes.push(nodeIn(`moi-${this.made++}`, pick(this.chance, WARDS))),
    ],
    ['minutes pass', () => this.city.clock.advance(60_000 * Math.ceil(this.chance() * 90))],
    ['a day passes', () => this.city.clock.advance(86_400_000)],
    ['a sending for later', () => this.send()],
    ['a stop', () => this.stop()],
    ['a restart', () => this.restart()],
    ['a failure', () => this.failOnce()],
  ];

  private index(): number {
    return Math.floor(this.chance() * this.items.length);
  }

  private change(made: (item: Item) => Item): void {
    const n = this.index();
    this.items = this.items.map((item, m) => (m === n ? made(item) : item));
  }

  private send(): void {
    const startAtUs = this.city.timeline.nowUs() + Math.ceil(this.chance() * 2_400) * 60e6;
    const bulletin = pick(this.chance, this.bulletins);
    const targets = this.targets();
    const wanted = { bulletinId: bulletin.bulletinId, targets, startAtUs, reason: 'Việc gấp' };
    this.city.sending.send(actorOf(CITY, 'culture-office'), wanted);
  }

  private stop(): void {
    const nowUs = this.city.timeline.nowUs();
    const ahead = this.city.stores.calendar.between(nowUs, nowUs + 86_400e6);
    if (ahead.length > 0) this.city.sending.stop(actorOf(CITY), pick(this.chance, ahead).cueId);
  }

  private restart(): void {
    this.city.stop();
    const start = new Date(this.city.clock.nowMs()).toISOString().slice(0, 19);
    this.city = openPlanningCity({ folder: this.city.folder, start });
  }

  private failOnce(): void {
    const { plan } = this.city.stores;
    const { putHeads } = plan;
    this.items.push(this.newItem());
    this.store();
    Object.assign(plan, {
      putHeads: () => {
        throw new Error('disk full');
      },
    });
    try {
      this.city.planner.republish();
    } catch {
      // What is half done shows in the next comparison.
    }
    Object.assign(plan, { putHeads });
  }

  [Symbol.dispose](): void {
    this.city[Symbol.dispose]();
  }

  /** Does one thing, of which it says the name. */
  step(): string {
    const [name, act] = pick(this.chance, this.steps);
    act();
    this.store();
    this.city.planner.republish();
    return name;
  }
}
