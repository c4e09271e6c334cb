/** What the socket between a controller and a node carries, without a socket. */
import type { StoredReceipt } from '../../../controller/src/domain/proof/receipt.ts';
import type { Receipt } from '../../../node-agent/src/domain/receipts/index.ts';
import type { PlannedNode } from '../../../node-agent/test/support/planned-node.ts';
import type { VirtualController } from './virtual-controller.ts';

/** @param isCurrent whether that controller still runs: what it was sent too late is lost */
export function greet(
  controller: VirtualController,
  node: PlannedNode,
  isCurrent: () => boolean,
): void {
  const { nodeId } = node;
  node.connect({
    timelineId: controller.timelineId,
    nowUs: () => controller.timeline.nowUs(),
    keyring: JSON.parse(controller.documents.keyring()),
    receiptsThrough: controller.stores.receipts.through(nodeId),
    report: (batch) => {
      if (!isCurrent()) return 0;
      const lines = batch.map((one) => storedOf(nodeId, one));
      return controller.fleet.receipts(nodeId, lines);
    },
  });
}

/** Brings what is signed and not there yet. */
export function push({ documents, stores }: VirtualController, node: PlannedNode): void {
  const plans = node.plans();
  if (!plans || !node.isConnected()) return;
  const { nodeId } = node;
  if (stores.plan.headVersion(nodeId) > plans.headVersion()) {
    const head = documents.headFor(nodeId);
    if (head !== null) plans.takeHead(JSON.parse(head));
  }
  const { envelopes, through } = documents.ordersFor(nodeId, plans.orderCursor());
  for (const order of envelopes) plans.takeOrder(JSON.parse(order), node.nowUs());
  plans.ordersThrough(through);
  const { pages, authorisations } = plans.outstanding();
  for (const hash of pages) plans.takePage(hash, documents.page(hash) ?? '');
  // What its cues cite is known when their pages have come.
  for (const id of pages.length > 0 ? plans.outstanding().authorisations : authorisations) {
    const held = documents.authorisation(id);
    if (held !== null) plans.takeAuthorisation(JSON.parse(held));
  }
}

function storedOf(nodeId: PlannedNode['nodeId'], receipt: Receipt): StoredReceipt {
  const ended = { positionFrames: 0, why: null, cutBy: null };
  return { ...ended, ...receipt, nodeId };
}
