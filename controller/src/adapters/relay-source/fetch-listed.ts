/**
 * [REL5] The only way to a source. Every address is checked before it is asked, redirects and the parts
 * of playlists among them; a name is looked up once and that address is connected to, so that no second
 * answer of the name server leads elsewhere.
 */
import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { RelayFault } from '@loa/protocol/vocabulary';
import type { Timers } from '@loa/runtime/pure';
import { SOURCE_LIMITS } from './limits.ts';
import { isOwnNetwork } from './own-networks.ts';

/** Ends a source; never leaves this folder. */
export class SourceFault extends Error {
  readonly why: RelayFault;

  constructor(why: RelayFault, detail: string) {
    super(detail);
    this.why = why;
  }
}

export interface FetchContext {
  /** Hosts, with or without a port, in small letters. */
  readonly hosts: readonly string[];
  readonly signal: AbortSignal;
  readonly timers: Timers;
}

export interface Fetched {
  /** Where it was found in the end. */
  readonly url: URL;
  readonly answer: IncomingMessage;
}

/**
 * @param base where the address was found, if it may be relative
 * @throws SourceFault
 */
export async function fetchListed(
  address: string,
  context: FetchContext,
  base?: URL,
): Promise<Fetched> {
  let url = parseAddress(address, base);
  for (let redirect = 0; redirect <= SOURCE_LIMITS.redirects; redirect++) {
    const answer = await askOnce(url, context);
    const { statusCode = 0, headers } = answer;
    if (statusCode === 200) return { url, answer };
    answer.destroy();
    const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined;
    if (!isRedirect) throw new SourceFault('answer-bad', `${url.host} answered ${statusCode}`);
    url = parseAddress(headers.location ?? '', url);
  }
  throw new SourceFault('answer-bad', `more than ${SOURCE_LIMITS.redirects} redirects`);
}

function parseAddress(address: string, base?: URL): URL {
  let url: URL;
  try {
    url = new URL(address, base);
  } catch {
    throw new SourceFault('answer-bad', 'it leads to what is no address');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new SourceFault('host-not-listed', `${url.protocol} is not HTTP`);
  }
  return url;
}

async function askOnce(url: URL, context: FetchContext): Promise<IncomingMessage> {
  const { hosts, signal, timers } = context;
  const name = url.hostname.toLowerCase();
  if (!hosts.includes(name) && !hosts.includes(url.host.toLowerCase())) {
    throw new SourceFault('host-not-listed', `${url.host} is not among the hosts of relays`);
  }
  const pinned = await addressOf(name.replace(/^\[|\]$/g, ''), hosts);
  signal.throwIfAborted();
  const ask = url.protocol === 'https:' ? requestHttps : requestHttp;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = ask(url, {
    signal,
    agent: false,
    lookup: pinnedLookup(pinned),
    headers: { 'user-agent': 'loa-relay', accept: '*/*', 'icy-metadata': '0' },
  });
  const silence = timers.after(SOURCE_LIMITS.answerMs, () =>
    request.destroy(new SourceFault('unreachable', `${url.host} did not answer in time`)),
  );
  request.on('response', resolve);
  request.on('error', (error) => {
    reject(error instanceof SourceFault ? error : new SourceFault('unreachable', error.message));
  });
  request.end();
  try {
    return await promise;
  } finally {
    silence[Symbol.dispose]();
  }
}

type Pinned = { readonly address: string; readonly family: 4 | 6 };

async function addressOf(name: string, hosts: readonly string[]): Promise<Pinned> {
  const family = isIP(name);
  // Listed itself, so that it may lie in a network of our own.
  if (family !== 0) return { address: name, family: family as 4 | 6 };
  const found = await lookup(name, { all: true, order: 'ipv4first' }).catch(() => []);
  const [first] = found;
  if (!first) throw new SourceFault('host-unknown', `${name} has no address`);
  const isAllowed = (address: string) =>
    !isOwnNetwork(address) || name === 'localhost' || hosts.includes(address);
  const open = found.find(({ address }) => isAllowed(address));
  if (open) return { address: open.address, family: open.family as 4 | 6 };
  throw new SourceFault(
    'address-not-listed',
    `${name} is ${first.address}, in a network of our own; list that address too`,
  );
}

function pinnedLookup({ address, family }: Pinned): LookupFunction {
  return (_name, options, done) => {
    if (options.all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}
