import type { Clock, Logger, Random } from '@loa/runtime/pure';
import {
  CODE_LETTERS,
  CODE_TRIES,
  CODE_VALID_MS,
  type CodeVerdict,
  encodeCode,
  judgeCode,
  normaliseCode,
} from '../domain/fleet/enrolment-code.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { Fleet } from './facades.ts';
import type { NodeIdentity, Stores } from './ports.ts';

export interface EnrolmentDeps {
  readonly stores: Pick<Stores, 'fleet' | 'audit' | 'transactions'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly map: () => CityMap | null;
  /** SHA-256 of text, base64url. */
  readonly digest: (text: string) => string;
  readonly logger: Logger;
  /** The node has a key of its own from now on. */
  readonly enrolled: (identity: NodeIdentity) => void;
}

/** [FLT1] One-time codes by which nodes come to be known. Only a code's hash is kept. */
export function createEnrolment(deps: EnrolmentDeps): Pick<Fleet, 'newCode' | 'enrol'> {
  const { clock, logger, random, stores } = deps;
  const hashOf = (nodeId: string, code: string): string =>
    deps.digest(`loa:enrolment:${nodeId}:${code}`);
  const note = (actor: string, action: string, about: { subject: string; detail: object }): void =>
    stores.audit.append({ atMs: clock.nowMs(), actor, action, ...about });

  /** Guesses at a code are noted; strangers who guess at nothing cannot fill the log. */
  function refuse(nodeId: NodeIdentity['nodeId'], verdict: Exclude<CodeVerdict, 'right'>) {
    logger.warn({ nodeId, verdict }, 'an enrolment was refused');
    const issued = stores.fleet.code(nodeId);
    if (issued && issued.tries < CODE_TRIES) {
      stores.transactions.run(() => {
        stores.fleet.countTry(nodeId);
        note('node', 'enrolment.refused', { subject: nodeId, detail: { verdict } });
      });
    }
    const code = verdict === 'expired' ? 'enrolment-code-expired' : 'enrolment-code-wrong';
    const why = verdict === 'expired' ? 'has expired' : 'is wrong, used or void';
    return { outcome: 'refused', code, detail: `the code ${why}: ask for a new one` } as const;
  }

  return {
    newCode: (actor, nodeId) => {
      if (!deps.map()?.nodes.has(nodeId)) {
        return { outcome: 'refused', code: 'not-found', detail: `there is no node ${nodeId}` };
      }
      const code = encodeCode(random.bytes(CODE_LETTERS));
      const expiresAtMs = clock.nowMs() + CODE_VALID_MS;
      stores.transactions.run(() => {
        stores.fleet.putCode(nodeId, hashOf(nodeId, code), expiresAtMs);
        note(actor.username, 'enrolment.code', { subject: nodeId, detail: { expiresAtMs } });
      });
      return { outcome: 'made', code, expiresAtMs };
    },
    enrol: ({ nodeId, code, publicKey }) => {
      const presented = hashOf(nodeId, normaliseCode(code));
      const verdict = judgeCode(stores.fleet.code(nodeId), presented, clock.nowMs());
      if (verdict !== 'right') return refuse(nodeId, verdict);
      const enrolledAtMs = clock.nowMs();
      const identity = { nodeId, publicKey, enrolledAtMs, connectionEpoch: 0, lastSeenMs: null };
      stores.transactions.run(() => {
        stores.fleet.removeCode(nodeId);
        stores.fleet.putIdentity(identity);
        note('node', 'enrolment.done', { subject: nodeId, detail: { publicKey } });
      });
      deps.enrolled(identity);
      return { outcome: 'enrolled' };
    },
  };
}
