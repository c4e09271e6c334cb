import type { Random } from '@loa/runtime/pure';
import type { VirtualTime } from '@loa/testing';
import type { LinkSocket, OpenLinkSocket } from '../../src/adapters/controller-link/index.ts';
import type { OpenDatagrams } from '../../src/adapters/site-clock/index.ts';

/** One direction of a way. Over TCP nothing overtakes. */
export interface WayOptions {
  readonly delayMs: number;
  readonly jitterMs: number;
  /** `queue`: the delay is the least, the rest comes on top; `radio`: around it, correlated by half. */
  readonly kind: 'queue' | 'radio';
  readonly lossPct?: number;
}

export interface LinkOptions {
  readonly down: WayOptions;
  readonly up: WayOptions;
}

export const LAN: LinkOptions = symmetric({ kind: 'queue', delayMs: 0.2, jitterMs: 0.1 });
export const GOOD_WIFI: LinkOptions = symmetric({
  ...{ kind: 'queue', delayMs: 3, jitterMs: 4, lossPct: 0.5 },
});
export const BUSY_WIFI: LinkOptions = symmetric({
  ...{ kind: 'queue', delayMs: 10, jitterMs: 10, lossPct: 1 },
});
export const BAD_WIFI: LinkOptions = symmetric({
  ...{ kind: 'radio', delayMs: 20, jitterMs: 10, lossPct: 1 },
});
export const MOBILE: LinkOptions = {
  down: { kind: 'radio', delayMs: 30, jitterMs: 15, lossPct: 1 },
  up: { kind: 'radio', delayMs: 60, jitterMs: 30, lossPct: 1 },
};

function symmetric(way: WayOptions): LinkOptions {
  return { down: way, up: way };
}

/** A lost segment is sent again after so much, and twice as much each further time. */
const FIRST_RETRY_US = 200_000;
/** A lost SYN, after RFC 6298. */
const SYN_RETRY_US = 1e6;

class Way {
  private readonly options: WayOptions;
  private readonly random: Random;
  private correlated = 0;

  constructor(options: WayOptions, random: Random) {
    this.options = options;
    this.random = random;
  }

  isLost(): boolean {
    return this.random.next() * 100 < (this.options.lossPct ?? 0);
  }

  delayUs(): number {
    const { delayMs, jitterMs, kind } = this.options;
    if (kind === 'queue') return 1000 * (delayMs - jitterMs * Math.log(1 - this.random.next()));
    this.correlated = 0.5 * this.correlated + 0.866 * this.normal();
    return 1000 * Math.max(0.2 * delayMs, delayMs + jitterMs * this.correlated);
  }

  private normal(): number {
    const radius = Math.sqrt(-2 * Math.log(this.random.next() + 1e-12));
    return radius * Math.cos(2 * Math.PI * this.random.next());
  }
}

type Message = string | Uint8Array;

/** A node's connection as the controller sees it. */
export interface Connection {
  send(message: Message): void;
  close(code: number, reason: string): void;
  received: (message: Message) => void;
  closed: () => void;
}

/** The way of one node to the controller, over which it makes its connections. */
export class VirtualUplink {
  /** Packets neither come nor go, without a word. */
  cut = false;
  /** The controller's machine answers that nobody listens. */
  refusing = false;
  readonly attempts: number[] = [];
  private readonly time: VirtualTime;
  private readonly ways: { up: Way; down: Way };
  private readonly accept: (connection: Connection) => void;
  private readonly open = new Set<() => void>();

  constructor(
    { time, random }: { time: VirtualTime; random: Random },
    { up, down }: LinkOptions,
    accept: (connection: Connection) => void,
  ) {
    this.time = time;
    this.ways = { up: new Way(up, random), down: new Way(down, random) };
    this.accept = accept;
  }

  /** Ends every connection at the controller's end, as when the node loses its power. */
  drop(): void {
    for (const end of [...this.open]) end();
  }

  readonly openSocket: OpenLinkSocket = (_url, _caFile, events) => {
    let phase: 'connecting' | 'open' | 'over' = 'connecting';
    const { time, ways } = this;
    this.attempts.push(time.trueUs());
    const connection: Connection = {
      send: (message) => down(() => events.heard(), message),
      close: (code, reason) => {
        end();
        this.segment(ways.down, 0, () => events.closed(code, reason));
      },
      received: () => {},
      closed: () => {},
    };
    const last = { up: 0, down: 0 };
    const down = (heard: () => void, message: Message): void => {
      last.down = this.segment(ways.down, last.down, () => {
        if (phase !== 'open') return;
        heard();
        if (typeof message === 'string') events.text(message);
        else events.binary(message);
      });
    };
    const end = (): void => {
      if (phase === 'over') return;
      const wasOpen = phase === 'open';
      phase = 'over';
      this.open.delete(end);
      if (wasOpen) connection.closed();
    };
    this.open.add(end);
    this.shakeHands(0, () => {
      if (phase !== 'connecting') return;
      events.reached();
      if (this.refusing) {
        end();
        events.closed(1006, '');
        return;
      }
      this.segment(ways.up, 0, () =>
        this.segment(ways.down, 0, () => {
          if (phase !== 'connecting') return;
          phase = 'open';
          events.opened();
          this.accept(connection);
        }),
      );
    });
    const socket: LinkSocket = {
      backlogBytes: () => 0,
      send: (message) => {
        if (phase !== 'open') return false;
        last.up = this.segment(ways.up, last.up, () => {
          if (phase === 'open') connection.received(message);
        });
        return true;
      },
      ping: () => {
        const back = () => this.segment(ways.down, 0, () => phase === 'open' && events.heard());
        this.segment(ways.up, 0, back);
      },
      close: end,
      [Symbol.dispose]: end,
    };
    return socket;
  };

  private shakeHands(attempt: number, done: () => void): void {
    const { time, ways } = this;
    const isLost = this.cut || ways.up.isLost();
    const afterUs = isLost ? SYN_RETRY_US * 2 ** attempt : ways.up.delayUs() + ways.down.delayUs();
    time.at(time.trueUs() + afterUs, isLost ? () => this.shakeHands(attempt + 1, done) : done);
  }

  /** Carries a segment, again and again while it is lost. @returns when it arrives, or the last try */
  private segment(way: Way, notBeforeUs: number, done: () => void): number {
    return this.tryAgain({ way, notBeforeUs, done }, 0);
  }

  private tryAgain(
    segment: { readonly way: Way; readonly notBeforeUs: number; readonly done: () => void },
    attempt: number,
  ): number {
    const { time } = this;
    const { way, notBeforeUs, done } = segment;
    if (this.cut || way.isLost()) {
      const againUs = time.trueUs() + FIRST_RETRY_US * 2 ** attempt;
      time.at(againUs, () => void this.tryAgain(segment, attempt + 1));
      return Math.max(notBeforeUs, againUs + way.delayUs());
    }
    const arrivesUs = Math.max(notBeforeUs, time.trueUs() + way.delayUs());
    time.at(arrivesUs, done);
    return arrivesUs;
  }
}

/** The local network of a site, for its UDP. */
export class VirtualLan {
  /** Packets that came by, as somebody on the network would see them. */
  readonly seen: { readonly from: string; readonly to: string; readonly bytes: Uint8Array }[] = [];
  private readonly time: VirtualTime;
  private readonly way: Way;
  private readonly bound = new Map<string, (bytes: Uint8Array, from: string) => void>();
  private nextPort = 40_000;

  constructor({ time, random }: { time: VirtualTime; random: Random }, way: WayOptions) {
    this.time = time;
    this.way = new Way(way, random);
  }

  /** @param host its address; `isOn` false is a machine without power */
  attach(host: string, isOn: () => boolean): OpenDatagrams {
    return (bound, events) => {
      const own = `${host}:${bound?.port ?? this.nextPort++}`;
      this.bound.set(own, (bytes, from) => {
        if (isOn()) events.received(bytes, peerOf(from));
      });
      return {
        send: (bytes, peer) => {
          if (isOn()) this.inject(own, `${peer.host}:${peer.port}`, bytes);
        },
        close: () => void this.bound.delete(own),
      };
    };
  }

  inject(from: string, to: string, bytes: Uint8Array): void {
    this.seen.push({ from, to, bytes });
    if (this.way.isLost()) return;
    this.time.at(this.time.trueUs() + this.way.delayUs(), () => this.bound.get(to)?.(bytes, from));
  }
}

function peerOf(text: string): { host: string; port: number } {
  const [host = '', port] = text.split(':');
  return { host, port: Number(port) };
}
