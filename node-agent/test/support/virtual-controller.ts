import { fromNodeSchema, helloBodySchema, type ToNode } from '@loa/protocol/agent-link';
import { encodeAssetChunk } from '@loa/protocol/frame';
import type { Envelope } from '@loa/protocol/signed';
import { type NodeId, parseNodeId, type SiteId } from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { decodeBase64Url } from '@loa/runtime/pure';
import type { VirtualTime } from '@loa/testing';
import { type Asset, authorisationIdOf, CITY, type City } from './city.ts';
import type { Connection } from './virtual-network.ts';

/** The timeline's instant at true time 0. */
export const START_US = 1_800_000_000_000_000;
const SITE = 'cho-an-my' as SiteId;
/** As the controller waits before it names another leader. */
const GRACE_S = 3;

interface Known {
  readonly connection: Connection;
  readonly addresses: readonly string[];
}

/** The controller's end of the link for many nodes, in virtual time: real messages and signatures. */
export class VirtualController {
  readonly hellos: { readonly nodeId: NodeId; readonly atUs: number }[] = [];
  readonly health = new Map<NodeId, Extract<Message, { kind: 'node/health' }>['health']>();
  private readonly time: VirtualTime;
  private readonly city: City;
  private readonly hasSite: boolean;
  private readonly nodes = new Map<NodeId, Known>();
  private readonly held = new Map<string, Envelope | Asset>();
  private readonly orders: Envelope[] = [];
  private leader: NodeId | null = null;
  private reign = 0;

  constructor(time: VirtualTime, city: City, { hasSite }: { readonly hasSite: boolean }) {
    this.time = time;
    this.city = city;
    this.hasSite = hasSite;
  }

  nowUs(): number {
    return START_US + this.time.trueUs();
  }

  leaderNow(): NodeId | null {
    return this.leader;
  }

  hold(asset: Asset, authorisation: Envelope): void {
    this.held.set(asset.assetId, asset);
    this.held.set(authorisationIdOf(authorisation), authorisation);
  }

  order(order: Envelope): void {
    this.orders.push(order);
    for (const { connection } of this.nodes.values()) say(connection, orderOf(order));
  }

  accept(connection: Connection): void {
    let nodeId: NodeId | null = null;
    connection.received = (bytes) => {
      if (typeof bytes !== 'string') return;
      const message = fromNodeSchema.parse(JSON.parse(bytes));
      if (message.kind === 'node/hello') nodeId = this.greet(connection, message.hello);
      else this.answer(connection, message, nodeId);
    };
    connection.closed = () => {
      if (nodeId === null || this.nodes.get(nodeId)?.connection !== connection) return;
      this.nodes.delete(nodeId);
      this.gone(nodeId);
    };
    say(connection, { kind: 'controller/challenge', protocol: 1, nonce: NONCE });
  }

  private greet(connection: Connection, hello: Envelope): NodeId {
    const body = helloBodySchema.parse(JSON.parse(hello.body));
    const { nodeId } = body;
    this.hellos.push({ nodeId, atUs: this.time.trueUs() });
    this.nodes.set(nodeId, { connection, addresses: body.siteAddresses ?? [] });
    say(connection, {
      kind: 'controller/welcome',
      timelineId: 'timeline-1',
      nowUs: Math.round(this.nowUs()),
      keyring: this.city.keyring(),
      receiptsThrough: 0,
    });
    if (body.headVersion < 1) {
      say(connection, { kind: 'controller/plan-head', head: this.city.head(1, [], { nodeId }) });
    }
    for (const order of this.orders) say(connection, orderOf(order));
    if (this.hasSite) this.place(nodeId);
    return nodeId;
  }

  /** A second node makes a site; who is there first leads it. */
  private place(nodeId: NodeId): void {
    if (this.leader === null || !this.nodes.has(this.leader)) {
      if (this.leader !== null && this.leader !== nodeId) return;
      this.crown(nodeId);
    } else this.tell(nodeId);
  }

  private gone(nodeId: NodeId): void {
    if (this.leader !== nodeId) return;
    this.time.at(this.time.trueUs() + GRACE_S * 1e6, () => {
      const [next] = this.nodes.keys();
      if (!this.nodes.has(nodeId) && next) this.crown(next);
    });
  }

  private crown(leader: NodeId): void {
    this.leader = leader;
    this.reign++;
    for (const nodeId of this.nodes.keys()) this.tell(nodeId);
  }

  private tell(nodeId: NodeId): void {
    const { leader } = this;
    const known = this.nodes.get(nodeId);
    if (!known || leader === null) return;
    say(known.connection, {
      kind: 'controller/site',
      siteId: SITE,
      role: leader === nodeId ? 'leader' : 'follower',
      leader: { nodeId: leader, addresses: [...(this.nodes.get(leader)?.addresses ?? [])] },
      key: contentName(`reign ${this.reign}`),
    });
  }

  private answer(connection: Connection, message: Message, nodeId: NodeId | null): void {
    switch (message.kind) {
      case 'node/enrol': {
        const { nodeId: named } = JSON.parse(message.enrol.body) as { nodeId: string };
        const rootPublicKey = this.city.root.publicKey;
        const own = parseNodeId(named);
        say(connection, { kind: 'controller/enrolled', nodeId: own, city: CITY, rootPublicKey });
        break;
      }
      case 'node/clock': {
        const [t1Us, t2Us] = [message.t1Us, this.nowUs()];
        const stamps = { timelineId: 'timeline-1', t1Us, t2Us, t3Us: t2Us };
        say(connection, { kind: 'controller/clock', ...stamps });
        break;
      }
      case 'node/want-documents':
        for (const id of message.authorisations) {
          const authorisation = this.held.get(id) as Envelope | undefined;
          if (authorisation) say(connection, { kind: 'controller/authorisation', authorisation });
        }
        break;
      case 'node/want-manifest': {
        const { assetId } = message;
        const asset = this.held.get(assetId) as Asset | undefined;
        if (asset)
          say(connection, { kind: 'controller/asset-manifest', assetId, text: asset.text });
        break;
      }
      case 'node/want-chunk': {
        const { assetId, index } = message;
        const bytes = (this.held.get(assetId) as Asset | undefined)?.chunks[index];
        const asset = decodeBase64Url(assetId);
        if (bytes) connection.send(encodeAssetChunk({ asset, index, bytes }));
        break;
      }
      case 'node/receipts': {
        const through = Math.max(...message.receipts.map((receipt) => receipt.sequence));
        say(connection, { kind: 'controller/receipts-ack', through });
        break;
      }
      case 'node/health':
        if (nodeId !== null) this.health.set(nodeId, message.health);
        break;
      default:
    }
  }
}

type Message = ReturnType<typeof fromNodeSchema.parse>;
const NONCE = contentName('nonce');

function say(connection: Connection, message: ToNode): void {
  connection.send(JSON.stringify(message));
}

function orderOf(order: Envelope): ToNode {
  return { kind: 'controller/order', order };
}
