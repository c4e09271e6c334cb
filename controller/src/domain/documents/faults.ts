/**
 * What a well formed document may still have wrong, by kind: in what it names and in what its fields
 * say together. The city file and the API ask the same functions.
 */
import type { DocumentKind, Documents } from '@loa/protocol/programme';
import type { UnitId } from '@loa/protocol/vocabulary';
import { SUBSTITUTE } from '../campaign/substitutes.ts';
import { isWithin } from '../zoning/city-map.ts';
import { aimFaults } from './aim.ts';
import { crowdFaults } from './crowd-faults.ts';
import { dayFaults, spanFaults, timingFaults } from './days.ts';
import { allKnown, type DocumentFault, fault, type Known, unknown } from './known.ts';
import { relayFaults } from './relay-faults.ts';
import { windowFaults } from './window-faults.ts';

type Check<K extends DocumentKind> = (body: Documents[K], known: Known) => DocumentFault[];

const CHECKS: { readonly [K in DocumentKind]: Check<K> } = {
  campaign: (body, known) => [
    ...allKnown(known.bulletins, 'bulletin', { ids: body.bulletins, path: ['bulletins'] }),
    ...unknown(known.bulletins, 'bulletin', { id: body.chime, path: ['chime'] }),
    ...aimFaults(known.map, body.unit, body.targets),
    ...timingFaults(body.id, body.timing),
    ...crowdFaults(body),
    ...(body.placement.kind === 'sessions'
      ? allKnown(known.sessions, 'session', {
          ids: body.placement.sessions,
          path: ['placement', 'sessions'],
        })
      : []),
  ],
  session: (body, known) => [
    ...(body.id === SUBSTITUTE
      ? [
          fault(
            ['id'],
            'stands for what sounds in the place of something suspended; choose another',
          ),
        ]
      : []),
    ...timingFaults(body.id, body.timing),
    ...unknown(known.bulletins, 'bulletin', { id: body.opening, path: ['opening'] }),
    ...unknown(known.bulletins, 'bulletin', { id: body.closing, path: ['closing'] }),
  ],
  // What an order names and is there no more is passed over: orders of past days stay.
  'day-order': (body) => [...dayFaults(['start'], body.start), ...orderNameFaults(body)],
  'air-rule': (body) => windowFaults(body.windows),
  volume: (body, known) => [
    ...aimFaults(known.map, body.unit, body.targets),
    ...(body.from === body.to ? [fault(['to'], 'is the same as from; give another time')] : []),
    ...(body.from === '24:00' ? [fault(['from'], 'write 00:00')] : []),
  ],
  suspension: (body, known) => [
    ...spanFaults(body),
    ...allKnown(known.items, 'campaign or relay', { ids: body.exceptions, path: ['exceptions'] }),
    ...unknown(known.bulletins, 'bulletin', { id: body.substitute, path: ['substitute'] }),
  ],
  mute: (body, known) => [
    ...dayFaults(['throughDay'], body.throughDay),
    ...aimFaults(known.map, body.unit, { units: [], zones: [], nodes: body.nodes }).map((one) =>
      fault(one.path.slice(1), one.message),
    ),
  ],
  relay: relayFaults,
  grant: (body, known) => [
    ...spanFaults(body),
    ...(known.accounts
      ? unknown(known.accounts, 'account', { id: body.account, path: ['account'] })
      : []),
    ...(body.delegatedBy === body.account
      ? [fault(['delegatedBy'], 'is the account itself; leave it out')]
      : []),
  ],
  'approval-rule': () => [],
  template: (body) => dayFaults(['standing', 'throughDay'], body.standing?.throughDay ?? null),
  decision: (body) =>
    body.cue === body.against ? [fault(['against'], 'is the same as cue; name the other')] : [],
  distribution: (body, known) => [
    ...spanFaults(body),
    ...unknown(known.bulletins, 'bulletin', { id: body.bulletin, path: ['bulletin'] }),
    ...allKnown(known.map.units, 'unit', { ids: body.to, path: ['to'] }),
    ...receiverFaults(body, known),
  ],
};

/** [DOC2] Everything wrong with a document of a kind, in order of its fields; empty when it is right. */
export function documentFaults<K extends DocumentKind>(
  kind: K,
  body: Documents[K],
  known: Known,
): DocumentFault[] {
  const named = { id: body.unit, path: ['unit'] };
  return [...unknown(known.map.units, 'unit', named), ...CHECKS[kind](body, known)];
}

/** What the order of one session's start is called: nobody makes two for one. */
export function dayOrderId(session: string, start: string): string {
  const [day, time] = [start.slice(0, 10), start.slice(11, 16)];
  return `${session}.${day}t${time.replace(':', '-')}`;
}

function orderNameFaults({ id, session, start }: Documents['day-order']): DocumentFault[] {
  const expected = dayOrderId(session, start);
  return id === expected ? [] : [fault(['id'], `must be ${expected}, for its session and start`)];
}

function receiverFaults(body: Documents['distribution'], { map }: Known): DocumentFault[] {
  const isBelow = (unitId: UnitId) => unitId !== body.unit && isWithin(map, unitId, body.unit);
  return [
    ...body.to.flatMap((unitId, index) =>
      !map.units.has(unitId) || isBelow(unitId)
        ? []
        : [fault(['to', index], `${unitId} is not below ${body.unit}; leave it out`)],
    ),
    ...body.answers.flatMap(({ unit }, index) =>
      body.to.includes(unit)
        ? []
        : [fault(['answers', index, 'unit'], `${unit} was not asked; it is not in "to"`)],
    ),
  ];
}
