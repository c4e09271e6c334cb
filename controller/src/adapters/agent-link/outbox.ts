import type { Frame } from './frames.ts';
import { LINK_LIMITS } from './limits.ts';
import type { LinkSocket } from './link-socket.ts';

export type Message = string | Uint8Array | Frame;

/** Makes a message when its turn comes; null is nothing to send after all. */
export type Want = () => Promise<Message | null>;

interface OutboxOwner {
  tooSlow(detail: string): void;
  failed(error: unknown): void;
}

/**
 * [LNK9] What waits for one node. Wants go out one by one, so that an order waits for one chunk at
 * the most; what exceeds a limit ends this node's connection and touches no other.
 */
export class Outbox {
  private readonly socket: LinkSocket;
  private readonly owner: OutboxOwner;
  /** Null while nothing waits: most nodes most of the time. */
  private wants: Want[] | null = null;
  /** Of these, what the node asked for. */
  private asked = 0;

  constructor(socket: LinkSocket, owner: OutboxOwner) {
    this.socket = socket;
    this.owner = owner;
  }

  /** At once: orders, heads, clocks, acknowledgements. */
  say(message: string): void {
    if (this.socket.isOpen && this.fits(message.length)) this.socket.send(message);
  }

  /** The same as `say`, for what goes to many. */
  sayFrame(frame: Frame): void {
    if (this.socket.isOpen && this.fits(frame.bytes.length)) this.socket.sendFrame(frame);
  }

  /** Nothing waits for the node, neither here nor for the network. */
  get isIdle(): boolean {
    return this.wants === null && this.socket.waitingBytes === 0;
  }

  /** In turn, one at a time, each after the last was handed to the network. */
  queue(want: Want): void {
    if (this.asked >= LINK_LIMITS.waitingWants) {
      this.owner.tooSlow(`more than ${LINK_LIMITS.waitingWants} requests wait for it`);
      return;
    }
    this.asked++;
    this.take([
      () => {
        this.asked--;
        return want();
      },
    ]);
  }

  /**
   * As `queue`, for what the node did not ask for: many at once do not make it too slow. Their
   * number is the caller's to limit.
   */
  sayInTurn(messages: readonly string[]): void {
    this.take(messages.map((message) => async () => message));
  }

  private fits(bytes: number): boolean {
    if (this.socket.waitingBytes + bytes <= LINK_LIMITS.waitingBytes) return true;
    this.owner.tooSlow(`more than ${LINK_LIMITS.waitingBytes} bytes wait for it`);
    return false;
  }

  /** Resolves when the message was handed to the network. */
  private deliver(message: Message): Promise<void> {
    const isFrame = typeof message === 'object' && 'bytes' in message;
    const bytes = isFrame ? message.bytes.length : message.length;
    return new Promise((resolve) => {
      if (!this.socket.isOpen || !this.fits(bytes)) resolve();
      else if (isFrame) this.socket.sendFrame(message, resolve);
      else this.socket.send(message, resolve);
    });
  }

  private take(added: readonly Want[]): void {
    if (this.wants) {
      this.wants.push(...added);
      return;
    }
    this.wants = [...added];
    this.drain(this.wants).catch((error: unknown) => this.owner.failed(error));
  }

  private async drain(wants: Want[]): Promise<void> {
    for (let want = wants.shift(); want; want = wants.shift()) {
      const message = await want().catch((error: unknown) => {
        this.owner.failed(error);
        return null;
      });
      if (message !== null) await this.deliver(message);
      // Nothing more is read from the disk for a node that has gone.
      if (!this.socket.isOpen) wants.length = 0;
    }
    this.wants = null;
  }
}
