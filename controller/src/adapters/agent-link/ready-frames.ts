import { type Frame, frameOf } from './frames.ts';

/**
 * Frames of what has its hash for a name (chunks, manifests, day pages), made once for all nodes
 * that ask: a bulletin goes to ten thousand of them. The least recently asked for give way.
 */
export interface ReadyFrames {
  /** What is there already. */
  ready(name: string): Frame | null;
  /** `make` is asked once, however many want it meanwhile; null is not kept. */
  get(name: string, make: () => Promise<string | Uint8Array | null>): Promise<Frame | null>;
}

export function createReadyFrames(limitBytes: number): ReadyFrames {
  const ready = new Map<string, Frame>();
  const making = new Map<string, Promise<Frame | null>>();
  let heldBytes = 0;

  function keep(name: string, frame: Frame): void {
    ready.set(name, frame);
    heldBytes += frame.bytes.length;
    for (const [oldest, { bytes }] of ready) {
      if (heldBytes <= limitBytes) return;
      ready.delete(oldest);
      heldBytes -= bytes.length;
    }
  }

  async function made(
    name: string,
    make: () => Promise<string | Uint8Array | null>,
  ): Promise<Frame | null> {
    try {
      const content = await make();
      if (content === null) return null;
      const frame = frameOf(content);
      keep(name, frame);
      return frame;
    } finally {
      making.delete(name);
    }
  }

  function find(name: string): Frame | null {
    const frame = ready.get(name);
    if (!frame) return null;
    ready.delete(name);
    ready.set(name, frame);
    return frame;
  }

  return {
    ready: find,
    get: (name, make) => {
      const frame = find(name);
      if (frame) return Promise.resolve(frame);
      const begun = making.get(name) ?? made(name, make);
      // `made` runs up to its first wait at once, and may be done with it already.
      if (!ready.has(name)) making.set(name, begun);
      return begun;
    },
  };
}
