import type { Uplink } from '../../ports.ts';
import type { ControllerLink } from './link.ts';

/** The agent's words as wire messages. The link may not exist yet when the agent is put together. */
export function createUplink(link: () => ControllerLink | null): Uplink {
  const send = (message: Parameters<ControllerLink['send']>[0]): boolean =>
    link()?.send(message) ?? false;
  return {
    isUp: () => link()?.isUp() ?? false,
    clock: (t1Us) => send({ kind: 'node/clock', t1Us }),
    wantDocuments: (pages, authorisations) =>
      send({
        kind: 'node/want-documents',
        pages: [...pages],
        authorisations: [...authorisations],
      }),
    wantManifest: (assetId) => send({ kind: 'node/want-manifest', assetId }),
    wantChunk: (assetId, index) => send({ kind: 'node/want-chunk', assetId, index }),
    planApplied: (version, refused) =>
      send({ kind: 'node/plan-applied', version, refused: [...refused] }),
    orderApplied: (answer) => send({ kind: 'node/order-applied', ...answer }),
    receipts: (receipts) => send({ kind: 'node/receipts', receipts: [...receipts] }),
    health: (health) =>
      send({ kind: 'node/health', health: { ...health, faults: [...health.faults] } }),
    heard: (report) => send({ kind: 'node/heard', ...report }),
    monitor: (frame) => link()?.sendBinary(frame) ?? false,
  };
}
