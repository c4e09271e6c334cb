import type { NodeId, SiteId } from '@loa/protocol/vocabulary';
import {
  type Clock,
  encodeBase64Url,
  type Logger,
  type Random,
  type Timers,
} from '@loa/runtime/pure';
import { chooseLeader, type SiteMember } from '../domain/fleet/site-leader.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';

/** Bytes of the key under which the nodes of a site prove their packets to each other. */
const KEY_BYTES = 32;
/**
 * A node that nobody leads is told so only after it was connected so long: after a restart of the
 * controller its neighbours are about to come back, and until then it goes on as it did.
 */
const ALONE_AFTER_US = 10e6;

export interface SitesDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  readonly map: () => CityMap | null;
}

/** What a member is told. */
export interface SiteWord {
  readonly siteId: SiteId;
  readonly role: 'leader' | 'follower' | 'alone';
  readonly leader: { readonly nodeId: NodeId; readonly addresses: readonly string[] } | null;
  readonly key: string;
}

/** A node that was connected; `siteId` is null for most. */
interface Member {
  readonly nodeId: NodeId;
  readonly siteId: SiteId | null;
  readonly bootId: string;
  readonly addresses: readonly string[];
  readonly connectedAtUs: number;
  unfitSinceUs: number | null;
  /** Null while it is not connected. */
  say: ((word: SiteWord) => void) | null;
  /** What it was told last over this connection. */
  told: string;
}

interface Site {
  readonly members: Map<NodeId, Member>;
  leader: NodeId | null;
  key: string;
  again: Disposable | null;
}

/** Who leads each site, and telling its members. A report costs a look into one map. */
export class Sites implements Disposable {
  private readonly deps: SitesDeps;
  private readonly members = new Map<NodeId, Member>();
  private readonly sites = new Map<SiteId, Site>();

  constructor(deps: SitesDeps) {
    this.deps = deps;
  }

  /** A node connected. It is fit to lead once it reports a clock that is synchronised. */
  connected(
    nodeId: NodeId,
    hello: { readonly bootId: string; readonly siteAddresses?: readonly string[] | undefined },
    say: (word: SiteWord) => void,
  ): void {
    const siteId = this.deps.map()?.nodes.get(nodeId)?.siteId ?? null;
    const former = this.members.get(nodeId);
    if (former && former.siteId !== siteId) this.leave(former);
    const nowUs = this.deps.clock.monotonicUs();
    const { bootId, siteAddresses: addresses = [] } = hello;
    const member: Member = {
      ...{ nodeId, siteId, bootId, addresses, say, told: '' },
      connectedAtUs: nowUs,
      unfitSinceUs: former?.unfitSinceUs ?? nowUs,
    };
    this.members.set(nodeId, member);
    if (siteId === null) return;
    const site = this.siteOf(siteId);
    // Another boot has another raw clock: what was fitted to the former must not be mixed with it.
    if (site.leader === nodeId && former?.bootId !== bootId) site.key = this.newKey();
    site.members.set(nodeId, member);
    this.settle(siteId);
  }

  reported(nodeId: NodeId, isSynchronised: boolean): void {
    const member = this.members.get(nodeId);
    if (!member || isSynchronised === (member.unfitSinceUs === null)) return;
    member.unfitSinceUs = isSynchronised ? null : this.deps.clock.monotonicUs();
    this.settle(member.siteId);
  }

  disconnected(nodeId: NodeId): void {
    const member = this.members.get(nodeId);
    if (!member) return;
    member.say = null;
    member.unfitSinceUs ??= this.deps.clock.monotonicUs();
    this.settle(member.siteId);
  }

  /** The city file was applied: nodes may stand on other sites now. */
  cityChanged(): void {
    const nodes = this.deps.map()?.nodes;
    for (const member of [...this.members.values()]) {
      const siteId = nodes?.get(member.nodeId)?.siteId ?? null;
      if (siteId === member.siteId) continue;
      const { bootId, addresses, say, unfitSinceUs } = member;
      if (!say) continue;
      this.connected(member.nodeId, { bootId, siteAddresses: addresses }, say);
      this.reported(member.nodeId, unfitSinceUs === null);
    }
  }

  [Symbol.dispose](): void {
    for (const { again } of this.sites.values()) again?.[Symbol.dispose]();
  }

  private siteOf(siteId: SiteId): Site {
    const found = this.sites.get(siteId);
    if (found) return found;
    const made: Site = { members: new Map(), leader: null, key: this.newKey(), again: null };
    this.sites.set(siteId, made);
    return made;
  }

  private leave({ nodeId, siteId, say }: Member): void {
    if (siteId === null) return;
    say?.({ siteId, role: 'alone', leader: null, key: this.newKey() });
    const site = this.siteOf(siteId);
    site.members.delete(nodeId);
    // Who has left knows the key.
    site.key = this.newKey();
    if (site.leader === nodeId) site.leader = null;
    this.settle(siteId);
  }

  private settle(siteId: SiteId | null): void {
    if (siteId === null) return;
    const { clock, logger, timers } = this.deps;
    const site = this.siteOf(siteId);
    site.again?.[Symbol.dispose]();
    site.again = null;
    if (site.members.size === 0) {
      this.sites.delete(siteId);
      return;
    }
    const nowUs = clock.monotonicUs();
    const members = [...site.members.values()];
    const { leader, againAtUs } = chooseLeader(members.map(seen), site.leader, nowUs);
    if (leader !== site.leader) {
      logger.info({ siteId, leader, former: site.leader }, 'a site has another leader');
      site.leader = leader;
      site.key = this.newKey();
    }
    let lookAtUs = againAtUs ?? Infinity;
    for (const member of members) {
      const toldAtUs = member.connectedAtUs + ALONE_AFTER_US;
      const waits = site.leader === null && member.told === '' && toldAtUs > nowUs;
      if (!waits) tell(member, wordFor(siteId, site, member));
      else if (member.say) lookAtUs = Math.min(lookAtUs, toldAtUs);
    }
    if (lookAtUs === Infinity) return;
    const delayMs = Math.max(1, Math.ceil((lookAtUs - nowUs) / 1000));
    site.again = timers.after(delayMs, () => this.settle(siteId));
  }

  private newKey(): string {
    return encodeBase64Url(this.deps.random.bytes(KEY_BYTES));
  }
}

function seen({ nodeId, addresses, connectedAtUs, unfitSinceUs, say }: Member): SiteMember {
  const canServe = addresses.length > 0;
  return { nodeId, canServe, connectedAtUs, unfitSinceUs, isConnected: say !== null };
}

function wordFor(siteId: SiteId, { leader, members, key }: Site, member: Member): SiteWord {
  const led = leader === null ? undefined : members.get(leader);
  if (!led) return { siteId, role: 'alone', leader: null, key };
  const { nodeId, addresses } = led;
  const role = nodeId === member.nodeId ? 'leader' : 'follower';
  return { siteId, role, leader: { nodeId, addresses }, key };
}

function tell(member: Member, word: SiteWord): void {
  const text = JSON.stringify(word);
  if (!member.say || member.told === text) return;
  member.told = text;
  member.say(word);
}
