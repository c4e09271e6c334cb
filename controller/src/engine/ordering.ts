import type { Cancellation, Cue, Targets } from '@loa/protocol/playout';
import { LIMITS } from '@loa/protocol/vocabulary';
import type { Clock, Logger, Random } from '@loa/runtime/pure';
import type { Actor } from '../domain/policy/actor.ts';
import type { RefusalCode } from '../domain/policy/permissions.ts';
import { latestStaggerUs, longestStaggerUs } from '../domain/zoning/acoustic.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { EventBus } from './events.ts';
import type { Refused } from './facades.ts';
import type { Planner } from './planning.ts';
import type { OrderRecord, Signer, Stores, Timeline } from './ports.ts';

export interface SendingDeps {
  readonly stores: Pick<
    Stores,
    'city' | 'library' | 'calendar' | 'documents' | 'plan' | 'audit' | 'transactions'
  >;
  readonly planner: Pick<Planner, 'republish'>;
  readonly signer: Signer;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventBus;
  readonly logger: Logger;
  /** Base64url SHA-256 of text. */
  nameOf(text: string): string;
}

interface OrderContent {
  readonly targets: Targets;
  readonly effectiveAtUs: number;
  readonly expiresAtUs: number;
  readonly add: readonly Cue[];
  readonly cancel: Cancellation['what'] | null;
}

/**
 * The record-to-be of an order, once it has a sequence. Field order as in `orderSchema`. Its expiry
 * moves with the acoustic group that sounds last, as the validity of its cues does [PLY73].
 */
export function orderBody(deps: SendingDeps, map: CityMap, content: OrderContent) {
  const issuedAtUs = deps.timeline.nowUs();
  const laterUs = content.cancel
    ? longestStaggerUs(map)
    : Math.max(0, ...content.add.map((cue) => latestStaggerUs(map, cue)));
  return (sequence: number) => ({
    city: map.cityId,
    sequence,
    issuedAtUs,
    effectiveAtUs: content.effectiveAtUs,
    expiresAtUs: content.expiresAtUs + laterUs,
    targets: content.targets,
    add: content.add,
    cancel: content.cancel ?? { kind: 'nothing' as const },
  });
}

/**
 * [STO11] Signs and stores an order under the next sequence, which is at least the time in ms: after
 * an old backup was put back, no sequence is given again that nodes have passed already.
 */
export function issue(
  { stores, signer, timeline }: SendingDeps,
  actor: Pick<Actor, 'username'>,
  bodyOf: ReturnType<typeof orderBody>,
): OrderRecord {
  return stores.plan.appendOrder(
    (sequence) => {
      const body = bodyOf(sequence);
      const { issuedAtUs, effectiveAtUs, expiresAtUs, targets, add, cancel } = body;
      return {
        sequence,
        envelope: signer.order(body).envelope,
        issuedAtUs,
        effectiveAtUs,
        expiresAtUs,
        targets,
        add,
        cancel: cancel.kind === 'nothing' ? null : cancel,
        orderedBy: actor.username,
      };
    },
    Math.floor(timeline.nowUs() / 1000),
  );
}

/** What was ordered is durable: a publication that fails now is made up by the planner. */
export function replan({ planner, logger }: Pick<SendingDeps, 'planner' | 'logger'>): void {
  try {
    planner.republish();
  } catch (error) {
    logger.error({ err: error }, 'planning failed; it is tried again');
  }
}

/** Whether what is ordered, for these targets, keeps to the wire's limits of an authorisation and an order. */
export function fitsTheWire(authorisation: object, bodyOf: ReturnType<typeof orderBody>): boolean {
  return (
    JSON.stringify(authorisation).length <= LIMITS.authorisationBytes &&
    JSON.stringify(bodyOf(Number.MAX_SAFE_INTEGER)).length <= LIMITS.orderBytes
  );
}

export function audit(
  { stores, clock }: SendingDeps,
  actor: Pick<Actor, 'username'>,
  entry: { readonly action: string; readonly subject: string; readonly detail: object },
): void {
  stores.audit.append({ atMs: clock.nowMs(), actor: actor.username, ...entry });
}

export function refused(code: Refused['code'], detail: string, field?: string): Refused {
  return field === undefined
    ? { outcome: 'refused', code, detail }
    : { outcome: 'refused', code, detail, field };
}

export function notAllowed(code: RefusalCode, field?: string): Refused {
  const details: Record<RefusalCode, string> = {
    'not-logged-in': 'log in first',
    'not-allowed': 'outside the unit you answer for',
    unavailable: 'no city yet; apply a city file first',
    'no-target': 'the targets mean no node',
    'unknown-target': 'a unit, zone or node of the targets is not known',
  };
  return refused(code, details[code], field);
}
