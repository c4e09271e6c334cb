import type { ToNode } from '@loa/protocol/agent-link';
import { LIMITS, type UnitId } from '@loa/protocol/vocabulary';
import { LoaError, type Logger } from '@loa/runtime/pure';
import type { Fleet, PlanDocuments, Refused } from '../../engine/facades.ts';
import type { Stores, Timeline } from '../../engine/ports.ts';
import type { Streams } from '../../engine/streams-port.ts';
import type { DocumentName, EngineReport, FromHub, SessionNumber, ToHub } from './exchange.ts';
import { storedReceipt } from './receipts.ts';
import { headMessage, orderMessage, RemoteSession } from './remote-session.ts';
import { createRemoteStreams, type RemoteStreams } from './remote-streams.ts';

export interface LinkDeskDeps {
  readonly stores: Pick<Stores, 'transactions'>;
  readonly fleet: Fleet;
  readonly documents: PlanDocuments;
  readonly timeline: Timeline;
  readonly logger: Logger;
  /** What a node pins when it enrols; null before a city file was applied. */
  readonly city: () => { readonly cityId: UnitId; readonly rootPublicKey: string } | null;
  readonly post: (batch: readonly ToHub[], transfer?: readonly ArrayBuffer[]) => void;
}

/** The engine's end of the node link: where what nodes say meets the database. */
export interface LinkDesk {
  /** What the hub says. */
  take(batch: readonly FromHub[]): void;
  /** The hub is gone, and with it every connection and stream. */
  lost(): void;
  readonly streams: Streams;
}

export function createLinkDesk(deps: LinkDeskDeps): LinkDesk {
  return new Desk(deps);
}

type HubMessage<Kind extends FromHub['kind']> = Extract<FromHub, { kind: Kind }>;

/** Whether the engine writes down what it says. */
function isStored({ kind }: FromHub): boolean {
  return kind === 'hello' || kind === 'report';
}

/** What may stand between two of those and be dealt with in the same write. */
function mayJoin({ kind }: FromHub): boolean {
  return kind === 'key-wanted' || kind === 'document-wanted' || kind === 'alive';
}

/** Invariants: `sessions` has who is welcome; a batch is answered after all of it was dealt with. */
class Desk implements LinkDesk {
  readonly streams: RemoteStreams;
  private readonly deps: LinkDeskDeps;
  private readonly sessions = new Map<SessionNumber, RemoteSession>();
  private answers: ToHub[] = [];
  private isScheduled = false;

  constructor(deps: LinkDeskDeps) {
    this.deps = deps;
    this.streams = createRemoteStreams((message, transfer) => {
      // What was said before goes before.
      this.flush();
      deps.post([message], transfer);
    });
  }

  take(batch: readonly FromHub[]): void {
    let together: FromHub[] = [];
    for (const message of batch) {
      if (isStored(message) || mayJoin(message)) together.push(message);
      else {
        this.takeTogether(together);
        together = [];
        this.takeSafely(message);
      }
    }
    this.takeTogether(together);
    this.tell({ kind: 'taken' });
    this.flush();
  }

  lost(): void {
    this.answers = [];
    for (const session of [...this.sessions.values()]) this.closed(session.number);
    this.streams.lost();
  }

  /**
   * [FLT34] What nodes say at the same time is one write to the disk, done before any of them is
   * answered: ten thousand that come back together are a few hundred writes. Where it fails, each of
   * them is treated as if its own had.
   */
  private takeTogether(messages: readonly FromHub[]): void {
    if (!messages.some(isStored)) {
      for (const message of messages) this.takeSafely(message);
      return;
    }
    const answered = this.answers.length;
    try {
      this.deps.stores.transactions.run(() => {
        for (const message of messages) this.takeSafely(message);
      });
    } catch (error) {
      this.answers.length = Math.min(answered, this.answers.length);
      for (const message of messages) {
        if (isStored(message)) this.fail(message, error);
        else this.takeSafely(message);
      }
    }
  }

  private takeSafely(message: FromHub): void {
    try {
      this.takeOne(message);
    } catch (error) {
      this.fail(message, error);
    }
  }

  private takeOne(message: FromHub): void {
    switch (message.kind) {
      case 'key-wanted':
        this.tell({
          kind: 'key',
          session: message.session,
          publicKey: this.deps.fleet.publicKeyOf(message.nodeId),
        });
        return;
      case 'enrol':
        this.enrol(message);
        return;
      case 'hello':
        this.greet(message);
        return;
      case 'report':
        this.report(message.session, message.report);
        return;
      case 'document-wanted':
        this.tell({ kind: 'document', ask: message.ask, text: this.find(message.name) });
        return;
      case 'monitor': {
        const session = this.sessions.get(message.session);
        if (session) this.deps.fleet.monitorFrame(session.nodeId, message);
        return;
      }
      case 'alive':
        this.alive(message.sessions);
        return;
      case 'closed':
        this.closed(message.session);
        return;
      default:
        this.streams.take(message);
        return;
    }
  }

  private enrol({ session, nodeId, code, publicKey }: HubMessage<'enrol'>): void {
    const city = this.deps.city();
    if (!city) {
      const detail = 'no city is set up yet: apply a city file';
      this.refuse(session, { code: 'unavailable', detail });
      return;
    }
    const enrolled = this.deps.fleet.enrol({ nodeId, code, publicKey });
    if (enrolled.outcome === 'refused') {
      this.refuse(session, enrolled);
      return;
    }
    const { cityId, rootPublicKey } = city;
    const said: ToNode = { kind: 'controller/enrolled', nodeId, city: cityId, rootPublicKey };
    this.tell({ kind: 'enrolled', session, text: JSON.stringify(said) });
  }

  private greet({ session: number, publicKey, hello }: HubMessage<'hello'>): void {
    const { fleet } = this.deps;
    const { nodeId } = hello;
    // It may have been enrolled anew while its signature was checked.
    if (fleet.publicKeyOf(nodeId) !== publicKey) {
      const detail = 'the key of this node has changed';
      this.refuse(number, { code: 'signature-wrong', detail });
      return;
    }
    const session = new RemoteSession(number, nodeId, {
      say: (to, text) => this.say(to, text),
      refuse: (of, code, detail) => {
        this.sessions.delete(of);
        this.refuse(of, { code, detail });
      },
    });
    const welcome = fleet.connected(session, hello);
    if (welcome.outcome === 'refused') {
      this.refuse(number, welcome);
      return;
    }
    this.sessions.set(number, session);
    this.bringUpToDate(session, hello, welcome.receiptsThrough);
  }

  /** [LNK5] Everything that the node missed, oldest first, then the mark that it has it all. */
  private bringUpToDate(
    session: RemoteSession,
    hello: { readonly headVersion: number; readonly orderCursor: number },
    receiptsThrough: number,
  ): void {
    const { documents, fleet, timeline } = this.deps;
    const { nodeId } = session;
    const stamp = { timelineId: timeline.timelineId, nowUs: Math.round(timeline.nowUs()) };
    const start = JSON.stringify({ kind: 'controller/welcome', ...stamp, receiptsThrough });
    const texts = [`${start.slice(0, -1)},"keyring":${documents.keyring()}}`];
    const published = fleet.node(nodeId)?.planPublished ?? 0;
    const head = published > hello.headVersion ? documents.headFor(nodeId) : null;
    if (head !== null) texts.push(headMessage(head));
    const { envelopes, through } = documents.ordersFor(nodeId, hello.orderCursor);
    const mark: ToNode = { kind: 'controller/orders-through', sequence: through };
    // A node that was away for long may have missed more than its line takes at once, and more
    // than it can hold: then the newest count.
    const missed = envelopes.slice(-LIMITS.heldOrders).map(orderMessage);
    this.tell({
      ...{ kind: 'welcome', session: session.number },
      texts: [...texts, ...session.welcomed()],
      inTurn: [...missed, JSON.stringify(mark)],
    });
  }

  private report(number: SessionNumber, report: EngineReport): void {
    const session = this.sessions.get(number);
    if (!session) return;
    const { fleet } = this.deps;
    const { nodeId } = session;
    switch (report.kind) {
      case 'node/plan-applied':
        fleet.planApplied(nodeId, report.version, report.refused);
        return;
      case 'node/order-applied':
        fleet.orderApplied(nodeId, report.sequence, report.outcome, report.why);
        return;
      case 'node/receipts': {
        const lines = report.receipts.map((line) => storedReceipt(nodeId, line));
        const through = fleet.receipts(nodeId, lines);
        const said: ToNode = { kind: 'controller/receipts-ack', through };
        this.say(number, JSON.stringify(said));
        return;
      }
      case 'node/health':
        fleet.health(nodeId, report.health);
        return;
    }
  }

  private find(name: DocumentName): string | null {
    const { documents } = this.deps;
    return name.kind === 'page' ? documents.page(name.hash) : documents.authorisation(name.id);
  }

  private alive(numbers: readonly SessionNumber[]): void {
    for (const number of numbers) {
      const session = this.sessions.get(number);
      if (session) this.deps.fleet.heardFrom(session.nodeId);
    }
  }

  private closed(number: SessionNumber): void {
    const session = this.sessions.get(number);
    if (!session) return;
    this.sessions.delete(number);
    this.deps.fleet.disconnected(session);
  }

  /** A full disk is the controller's trouble: the node keeps its receipts and sends them again. */
  private fail(message: FromHub, error: unknown): void {
    const { logger } = this.deps;
    const { kind } = message;
    if (kind === 'document-wanted') this.tell({ kind: 'document', ask: message.ask, text: null });
    if (kind === 'report' && error instanceof LoaError && error.isRetryable) {
      const nodeId = this.sessions.get(message.session)?.nodeId;
      logger.warn({ nodeId, error }, 'a report could not be stored');
      return;
    }
    logger.error({ kind, error }, 'the node link failed');
    if (!('session' in message)) return;
    this.closed(message.session);
    const detail = 'the controller failed on this message';
    this.refuse(message.session, { code: 'internal', detail });
  }

  private say(session: SessionNumber, text: string): void {
    const last = this.answers.at(-1);
    // An order goes to thousands: it is copied to the hub once.
    if (last?.kind === 'say' && last.text === text)
      (last.sessions as SessionNumber[]).push(session);
    else this.tell({ kind: 'say', sessions: [session], text });
  }

  private refuse(session: SessionNumber, { code, detail }: Pick<Refused, 'code' | 'detail'>): void {
    this.tell({ kind: 'refuse', session, code, message: detail });
  }

  private tell(message: ToHub): void {
    this.answers.push(message);
    if (this.isScheduled) return;
    this.isScheduled = true;
    queueMicrotask(() => this.flush());
  }

  private flush(): void {
    this.isScheduled = false;
    if (this.answers.length === 0) return;
    const batch = this.answers;
    this.answers = [];
    this.deps.post(batch);
  }
}
