import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Clock, Logger, Timers } from '@loa/runtime/pure';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Engine } from '../../engine/facades.ts';
import type { OwnOrigins } from '../../presentation/own-origin.ts';

export interface HttpConfig extends OwnOrigins {
  /** Certificate and key in PEM; null speaks plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** The name is this city's alone and everything on it is HTTPS: browsers may insist on it. */
  readonly hasHsts: boolean;
  /** Folder of the built console. */
  readonly consoleDir: string;
  /** Where uploads wait to be prepared. */
  readonly uploadDir: string;
  /** Addresses of proxies whose `X-Forwarded-For` counts; empty trusts nobody. */
  readonly trustProxy: readonly string[];
}

export interface HttpDeps {
  readonly engine: Engine;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly config: HttpConfig;
}

/** Fastify with zod as parser, response filter and type source. */
export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
