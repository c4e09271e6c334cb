/** HTTPS in the local network with the city's own authority, and the page that leads phones to it. */
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Clock, Logger, Random, Timers } from '@loa/runtime/pure';
import { type Certificate, lanNames, openLocalCa } from './adapters/local-ca/index.ts';
import { openTrustPage } from './adapters/trust-page/trust-page.ts';

/** An address that comes or goes is noticed within this. */
const WATCH_EVERY_MS = 30_000;

export interface LanDoorDeps {
  readonly dataDir: string;
  readonly host: string;
  readonly pagePort: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  /** This machine's addresses now. */
  readonly addresses?: () => readonly string[];
}

/** What somebody at the machine needs to know to let others in. */
export interface LanReady {
  /** The console, once for each name of this machine. */
  readonly consoleUrls: readonly string[];
  /** The page that explains how to trust it, over plain HTTP. */
  readonly pageUrls: readonly string[];
  readonly authorityFile: string;
  readonly fingerprint: string;
}

export interface LanDoor {
  readonly certificate: Certificate;
  /** Calls with a new certificate when an address came or the old one nears its end. */
  watch(renew: (certificate: Certificate) => void): Disposable;
  /** @throws LoaError when its port is taken */
  openPage(httpsPort: number): Promise<AsyncDisposable & { readonly ready: LanReady }>;
}

/** @throws LoaError as {@link openLocalCa} has it */
export function openLanDoor(deps: LanDoorDeps): LanDoor {
  const { clock, timers, random, logger, host, pagePort } = deps;
  const ca = openLocalCa(join(deps.dataDir, 'tls'), { clock, random, hostName: hostname() });
  const names = () => lanNames(host, (deps.addresses ?? ownAddresses)(), hostname());
  let certificate = ca.certificateFor(names());
  return {
    certificate,
    watch: (renew) =>
      timers.every(WATCH_EVERY_MS, () => {
        const next = ca.certificateFor(names());
        if (next.cert === certificate.cert) return;
        certificate = next;
        logger.info(names(), 'a new certificate for the local network');
        renew(next);
      }),
    openPage: async (httpsPort) => {
      const { authority, authorityFile, fingerprint } = ca;
      const page = await openTrustPage({ host, port: pagePort, httpsPort, authority, fingerprint });
      const { addresses, domains } = names();
      // A link-local address is none that a person could type; a name needs a responder (mDNS).
      const typed = addresses.filter((address) => !/^(127\.|::1$|fe80:)/.test(address));
      const reached = [...(typed.length > 0 ? typed : addresses), ...domains.slice(1)];
      const urls = (scheme: string, port: number) =>
        reached.map((name) => `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}/`);
      const ready: LanReady = {
        consoleUrls: urls('https', httpsPort),
        pageUrls: urls('http', page.port),
        authorityFile,
        fingerprint,
      };
      return { ready, [Symbol.asyncDispose]: () => page[Symbol.asyncDispose]() };
    },
  };
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address);
}
