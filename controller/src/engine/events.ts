import type { DocumentKind } from '@loa/protocol/programme';
import type { CueId, NodeId } from '@loa/protocol/vocabulary';

/** What engine modules tell each other and the console feed. The only vocabulary of such news. */
export type EngineEvent =
  | { readonly kind: 'city-changed' }
  | { readonly kind: 'library-changed' }
  | { readonly kind: 'documents-changed'; readonly documentKinds: readonly DocumentKind[] }
  | { readonly kind: 'job-changed'; readonly jobId: string }
  | { readonly kind: 'node-changed'; readonly nodeId: NodeId }
  | { readonly kind: 'broadcasts-changed'; readonly cueIds: readonly CueId[] }
  | {
      readonly kind: 'heads-published';
      readonly nodeIds: readonly NodeId[];
      /** When the first change counts; missing where it counts at once. */
      readonly dueAtUs?: number;
    }
  | { readonly kind: 'order-issued'; readonly sequence: number };

export interface EventBus {
  emit(event: EngineEvent): void;
  /** Listeners run in order of subscription; one that throws does not stop the others. */
  on(listen: (event: EngineEvent) => void): Disposable;
}

/** @param onError told of a listener that threw */
export function createEventBus(onError: (error: unknown) => void): EventBus {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    emit: (event) => {
      for (const listen of listeners) {
        try {
          listen(event);
        } catch (error) {
          onError(error);
        }
      }
    },
    on: (listen) => {
      listeners.add(listen);
      return { [Symbol.dispose]: () => void listeners.delete(listen) };
    },
  };
}
