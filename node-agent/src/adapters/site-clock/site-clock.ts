import {
  type Clock,
  decodeBase64Url,
  encodeBase64Url,
  type Logger,
  type Random,
} from '@loa/runtime/pure';
import type { Exchange, PublishedClock } from '../../domain/clock/index.ts';
import type { SiteClock } from '../../engine/site-clock-port.ts';
import { ownAddresses, parsePeer } from './addresses.ts';
import type { Datagrams, OpenDatagrams, Peer } from './datagrams.ts';
import { decodePacket, encodePacket, NONCE_BYTES } from './packet.ts';
import { PacketRates } from './packet-rates.ts';

/** Questions that may be under way to the leader; the oldest is forgotten. */
const MOST_UNDER_WAY = 16;
/** An answer that took longer says nothing of use. */
const MOST_ROUND_TRIP_US = 1e6;
/** Addresses of the leader are tried in turn until one answers, and again when it stops to. */
const TRY_NEXT_AFTER_US = 3e6;

export interface SiteClockOptions {
  /** Where the node serves while it leads; null: it never does. */
  readonly listen: Peer | null;
  /** What it says of where it is; null: the addresses of its interfaces. */
  readonly announce: readonly string[] | null;
}

export interface SiteClockDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly open: OpenDatagrams;
}

interface Following {
  readonly peers: readonly Peer[];
  readonly heard: (exchange: Exchange, published: PublishedClock) => void;
  readonly underWay: Map<string, number>;
  peer: number;
  triedSinceUs: number;
}

/**
 * The clock of a site over UDP. The socket is open while the node leads or follows, and bound to a
 * known port only while it leads. Packets count only with the site's key, answers only once and to a
 * question that is under way: what is forged, replayed or garbled is dropped and counted.
 */
export class UdpSiteClock implements SiteClock {
  private readonly options: SiteClockOptions;
  private readonly deps: SiteClockDeps;
  private key: Uint8Array = new Uint8Array(0);
  private socket: Datagrams | null = null;
  private published: (() => PublishedClock | null) | null = null;
  private following: Following | null = null;
  private rates = new PacketRates();
  private droppedCount = 0;

  constructor(options: SiteClockOptions, deps: SiteClockDeps) {
    this.options = options;
    this.deps = deps;
  }

  addresses(): readonly string[] {
    const { announce, listen } = this.options;
    if (!listen) return [];
    return announce ?? ownAddresses(listen.port);
  }

  /** Packets that were not from this site, not asked for, or too many. */
  dropped(): number {
    return this.droppedCount;
  }

  serve(key: string, published: () => PublishedClock | null): void {
    this.rest();
    const { listen } = this.options;
    if (!listen) return;
    this.key = decodeBase64Url(key);
    this.published = published;
    this.open(listen);
  }

  follow(
    key: string,
    addresses: readonly string[],
    heard: (exchange: Exchange, published: PublishedClock) => void,
  ): void {
    this.rest();
    this.key = decodeBase64Url(key);
    const peers = addresses.flatMap((text) => parsePeer(text) ?? []);
    const triedSinceUs = this.deps.clock.monotonicUs();
    this.following = { peers, heard, underWay: new Map(), peer: 0, triedSinceUs };
    this.open(null);
  }

  ask(): void {
    const { following, socket } = this;
    if (!following || following.peers.length === 0) return;
    if (!socket) {
      this.open(null);
      return;
    }
    const nowUs = this.deps.clock.monotonicUs();
    if (nowUs - following.triedSinceUs > TRY_NEXT_AFTER_US) {
      following.peer = (following.peer + 1) % following.peers.length;
      following.triedSinceUs = nowUs;
    }
    const nonce = encodeBase64Url(this.deps.random.bytes(NONCE_BYTES));
    const packet = encodePacket({ kind: 'question', nonce }, this.key);
    const t1Us = this.deps.clock.monotonicUs();
    following.underWay.set(nonce, t1Us);
    for (const oldest of following.underWay.keys()) {
      if (following.underWay.size <= MOST_UNDER_WAY) break;
      following.underWay.delete(oldest);
    }
    socket.send(packet, following.peers[following.peer] as Peer);
  }

  rest(): void {
    this.socket?.close();
    this.socket = null;
    this.published = null;
    this.following = null;
    this.rates = new PacketRates();
  }

  private open(bound: Peer | null): void {
    const socket: Datagrams = this.deps.open(bound, {
      received: (bytes, from) => {
        if (socket === this.socket) this.received(bytes, from);
      },
      failed: (error) => {
        if (socket !== this.socket) return;
        this.socket = null;
        this.deps.log.error({ err: error, bound }, 'the clock of the site has no socket');
      },
    });
    this.socket = socket;
  }

  private received(bytes: Uint8Array, from: Peer): void {
    const receivedAtUs = this.deps.clock.monotonicUs();
    if (!this.rates.admits(receivedAtUs) || !this.take(bytes, from, receivedAtUs)) {
      this.droppedCount++;
    }
  }

  private take(bytes: Uint8Array, from: Peer, receivedAtUs: number): boolean {
    const packet = decodePacket(bytes, this.key);
    if (packet?.kind === 'question') return this.answer(packet.nonce, from, receivedAtUs);
    const { following } = this;
    const t1Us = packet ? following?.underWay.get(packet.nonce) : undefined;
    if (!packet || !following || t1Us === undefined) return false;
    following.underWay.delete(packet.nonce);
    if (packet.kind === 'nothing' || receivedAtUs - t1Us > MOST_ROUND_TRIP_US) return true;
    following.triedSinceUs = receivedAtUs;
    const { t2Us, t3Us, published } = packet;
    following.heard({ t1Us, t2Us, t3Us, t4Us: receivedAtUs }, published);
    return true;
  }

  private answer(nonce: string, from: Peer, t2Us: number): boolean {
    const { published: read, socket } = this;
    if (!read || !socket || !this.rates.admitsPeer(`${from.host}:${from.port}`, t2Us)) return false;
    const published = read();
    // The last thing before it is signed and sent; the few µs of that are the same for all.
    const t3Us = this.deps.clock.monotonicUs();
    const packet = published
      ? ({ kind: 'answer', nonce, t2Us, t3Us, published } as const)
      : ({ kind: 'nothing', nonce } as const);
    socket.send(encodePacket(packet, this.key), from);
    return true;
  }
}
