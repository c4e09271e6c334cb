import type { FromNode } from '@loa/protocol/agent-link';
import { silentLogger } from '@loa/runtime/node';
import type { VirtualTime } from '@loa/testing';
import { ControllerLink, type LinkHandlers } from '../../src/adapters/controller-link/index.ts';
import { type City, NODE, newSigner } from './city.ts';
import { seeded } from './horn.ts';
import type { VirtualUplink } from './virtual-network.ts';

/** The link alone, with nothing behind it, over a way in virtual time. */
export class LinkOnly {
  readonly link: ControllerLink;
  readonly ups: number[] = [];
  readonly downs: number[] = [];
  isSounding = false;

  constructor(time: VirtualTime, uplink: VirtualUplink, seed: number) {
    const { clock, timers } = time.machine();
    const node = newSigner(`node:${NODE}`);
    const nothing = (): void => {};
    const handlers: LinkHandlers = {
      enrolled: nothing,
      welcomed: () => {
        this.ups.push(time.trueUs());
        return true;
      },
      down: () => void this.downs.push(time.trueUs()),
      ...{ clock: nothing, planHead: nothing, dayPage: nothing, authorisation: nothing },
      ...{ manifest: nothing, chunk: nothing, unavailable: nothing, order: nothing },
      ...{ ordersThrough: nothing, receiptsAcknowledged: nothing, monitor: nothing },
      ...{ site: nothing, stream: nothing, liveChunk: nothing },
    };
    this.link = new ControllerLink(
      { url: 'ws://controller/agent', caFile: null, nodeId: NODE },
      {
        clock,
        timers,
        openSocket: uplink.openSocket,
        random: seeded(seed),
        isSounding: () => this.isSounding,
        log: silentLogger,
        handlers,
        isEnrolled: () => true,
        enrolCode: () => null,
        publicKey: () => node.publicKey,
        sign: (kind, _kid, body) => node.sign(kind, JSON.parse(body)),
        hello: () => ({
          ...{ bootId: 'b', connectionEpoch: 1, version: '1', sink: 'simulated' },
          ...{ capabilities: [], keyringVersion: 0, headVersion: 1, orderCursor: 0 },
        }),
      },
    );
  }

  send(message: FromNode): boolean {
    return this.link.send(message);
  }
}

/** What the link is told when it is welcome. */
export function welcomeOf(city: City): string {
  return JSON.stringify({
    kind: 'controller/welcome',
    timelineId: 't',
    nowUs: 1_800_000_000_000_000,
    keyring: city.keyring(),
    receiptsThrough: 0,
  });
}
