import { existsSync, readFileSync } from 'node:fs';
import { type NodeId, parseNodeId } from '@loa/protocol/vocabulary';
import { writeDurably } from '@loa/runtime/node';
import type { DeclaredNodes } from '../../engine/schedule-port.ts';

/** One id a line. Where the file is lost, nodes are taken for added by hand, and stay. */
export function createDeclaredNodesFile(path: string): DeclaredNodes {
  return {
    load: (): NodeId[] => {
      if (!existsSync(path)) return [];
      return readFileSync(path, 'utf8').split('\n').filter(Boolean).map(parseNodeId);
    },
    save: (nodeIds) => writeDurably(path, `${nodeIds.join('\n')}\n`),
  };
}
