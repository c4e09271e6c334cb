/** Packets a second that are looked at, over all: what is more is dropped before any arithmetic. */
const MOST_PER_SECOND = 2_000;
/** Questions a second from one peer, sustained and at once. */
const PEER_PER_SECOND = 40;
/** Peers that are answered. */
const MOST_PEERS = 64;
/** A peer that was silent for so long makes room. */
const PEER_FORGOTTEN_US = 60e6;

/** What the clock of a site lets others cost it. */
export class PacketRates {
  private readonly peers = new Map<string, { tokens: number; atUs: number }>();
  private second = { fromUs: 0, packets: 0 };

  /** Whether one more packet is looked at. */
  admits(nowUs: number): boolean {
    if (nowUs - this.second.fromUs >= 1e6) this.second = { fromUs: nowUs, packets: 0 };
    return ++this.second.packets <= MOST_PER_SECOND;
  }

  /** Whether this peer, which has the key, is answered. */
  admitsPeer(peer: string, nowUs: number): boolean {
    const former = this.peers.get(peer);
    if (!former && this.peers.size >= MOST_PEERS && !this.makeRoom(nowUs)) return false;
    const { tokens, atUs } = former ?? { tokens: PEER_PER_SECOND, atUs: nowUs };
    const held = Math.min(PEER_PER_SECOND, tokens + ((nowUs - atUs) * PEER_PER_SECOND) / 1e6);
    this.peers.set(peer, { tokens: held >= 1 ? held - 1 : held, atUs: nowUs });
    return held >= 1;
  }

  private makeRoom(nowUs: number): boolean {
    for (const [peer, { atUs }] of this.peers) {
      if (nowUs - atUs > PEER_FORGOTTEN_US) this.peers.delete(peer);
    }
    return this.peers.size < MOST_PEERS;
  }
}
