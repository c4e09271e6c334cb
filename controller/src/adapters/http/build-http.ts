/**
 * The HTTP side of the controller, apart from listening. Hooks run in this order: who calls, does
 * it come from our own page, may they do this at all (guard), how often; then the body is read and
 * checked, and the guard asks again about what it touches.
 */

import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import { LIMITS } from '@loa/protocol/vocabulary';
import { LoaError } from '@loa/runtime/pure';
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { cookieName, readerLanguage, recogniseCaller } from './caller.ts';
import { crossSiteFault } from './cross-site.ts';
import type { App, HttpConfig, HttpDeps } from './deps.ts';
import { type GuardedRoute, installGuard } from './guard.ts';
import { languageOf } from './language.ts';
import { HTTP_LIMITS, TLS_OPTIONS } from './limits.ts';
import { linger } from './linger.ts';
import { installOpenApi } from './openapi.ts';
import { problemOfError, RequestRefused } from './problems.ts';
import { rateLimits } from './rate-limits.ts';
import { answers, PROBLEM_TYPE } from './responses.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { broadcastRoutes } from './routes/broadcasts.ts';
import { bulletinRoutes } from './routes/bulletins.ts';
import { calendarRoutes } from './routes/calendar.ts';
import { consoleRoutes } from './routes/console.ts';
import { documentRoutes } from './routes/documents.ts';
import { handDownRoutes } from './routes/hand-downs.ts';
import { nodeRoutes } from './routes/nodes.ts';
import { outlookRoutes } from './routes/outlook.ts';
import { paperRoutes } from './routes/papers.ts';
import { relayRoutes } from './routes/relays.ts';
import { reportRoutes } from './routes/reports.ts';
import { rightRoutes } from './routes/rights.ts';
import { sessionRoutes } from './routes/session.ts';
import { speechRoutes } from './routes/speech.ts';
import { timingRoutes } from './routes/timing.ts';
import { PERMISSIONS_POLICY, securityHeaders } from './security-headers.ts';
import { answerUnreadable } from './unreadable.ts';
import { MULTIPART_LIMITS } from './upload.ts';

export interface Http {
  readonly app: App;
  /** Every route with its action: what the permission matrix is tested over. */
  readonly routes: readonly GuardedRoute[];
}

export async function buildHttp(deps: HttpDeps): Promise<Http> {
  const app = createApp(deps.config);
  await app.register(helmet, securityHeaders(deps.config.secure, deps.config.hasHsts));
  await app.register(cookie);
  installHooks(app, deps);
  const routes = installGuard(app, deps.engine);
  await app.register(rateLimit, rateLimits);
  await app.register(multipart, { limits: MULTIPART_LIMITS, throwFileSizeLimit: false });
  await app.register(fastifyStatic, { root: deps.config.consoleDir, serve: false });
  await installOpenApi(app, cookieName(deps.config.secure));
  healthRoute(app);
  sessionRoutes(app, deps);
  nodeRoutes(app, deps);
  bulletinRoutes(app, deps);
  paperRoutes(app, deps);
  approvalRoutes(app, deps);
  handDownRoutes(app, deps);
  speechRoutes(app, deps);
  broadcastRoutes(app, deps);
  documentRoutes(app, deps);
  rightRoutes(app, deps);
  relayRoutes(app, deps);
  reportRoutes(app, deps);
  calendarRoutes(app, deps);
  timingRoutes(app, deps);
  outlookRoutes(app, deps);
  consoleRoutes(app, deps);
  answerUnknown(app, routes);
  return { app, routes };
}

function createApp(config: HttpConfig): App {
  const app = fastify({
    serverFactory: (handler) => createServer(config, handler),
    // The log is written by `installHooks`, in the program's own words.
    logger: false,
    bodyLimit: LIMITS.jsonBodyBytes,
    requestTimeout: HTTP_LIMITS.requestTimeoutMs,
    connectionTimeout: HTTP_LIMITS.idleTimeoutMs,
    keepAliveTimeout: HTTP_LIMITS.keepAliveTimeoutMs,
    routerOptions: { maxParamLength: HTTP_LIMITS.paramCharacters },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    forceCloseConnections: true,
    return503OnClosing: true,
    // Addresses that cannot be decoded reach no route and none of our hooks.
    frameworkErrors: (error, request, reply) => {
      const language = languageOf(request.headers['accept-language'], null);
      void sendProblem(reply, problemOfError(error, language));
    },
    clientErrorHandler: answerUnreadable,
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  readJsonOnly(app);
  return app;
}

function createServer(config: HttpConfig, handler: RequestListener): Server {
  const server = config.tls ? createTls(config.tls, handler) : createHttpServer(handler);
  server.headersTimeout = HTTP_LIMITS.headersTimeoutMs;
  server.requestTimeout = HTTP_LIMITS.requestTimeoutMs;
  server.keepAliveTimeout = HTTP_LIMITS.keepAliveTimeoutMs;
  server.maxConnections = HTTP_LIMITS.connections;
  server.setTimeout(HTTP_LIMITS.idleTimeoutMs);
  return server;
}

function createTls(tls: HttpConfig['tls'] & object, handler: RequestListener): Server {
  try {
    return createHttpsServer({ ...TLS_OPTIONS, ...tls }, handler);
  } catch (cause) {
    throw new LoaError(
      'bad-request',
      'LOA_TLS_CERT, LOA_TLS_KEY: give a certificate and the private key that belongs to it, as PEM',
      { cause },
    );
  }
}

/** JSON and nothing else, apart from the upload; an empty body is no body. */
function readJsonOnly(app: App): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
}

function installHooks(app: App, { engine, config, logger, clock, timers }: HttpDeps): void {
  const startedUs = new WeakMap<FastifyRequest, number>();
  app.addHook('onRequest', async (request, reply) => {
    startedUs.set(request, clock.monotonicUs());
    reply.header('permissions-policy', PERMISSIONS_POLICY);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    recogniseCaller(request, engine.accounts, config.secure);
    const fault = crossSiteFault(request, config);
    if (fault) throw new RequestRefused('cross-site', fault);
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOfError(error, readerLanguage(request));
    if (problem.status >= 500 && problem.code === 'internal') {
      logger.error({ err: error, route: request.routeOptions.url }, 'a request failed');
    }
    if (!request.raw.complete) linger(request.raw, timers);
    return sendProblem(reply, problem);
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, not the address: addresses may carry what is nobody's business.
    logger.debug(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        tookMs: Math.round((clock.monotonicUs() - (startedUs.get(request) ?? 0)) / 1000),
      },
      'request answered',
    );
  });
}

function sendProblem(
  reply: FastifyReply,
  problem: ReturnType<typeof problemOfError>,
): FastifyReply {
  return reply
    .code(problem.status)
    .header('content-type', PROBLEM_TYPE)
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

function healthRoute(app: App): void {
  app.get(
    '/api/health',
    {
      config: { action: 'health.read', rateLimit: false },
      schema: {
        summary: 'Whether the controller answers',
        tags: ['health'],
        security: [],
        response: answers(z.object({ status: z.literal('ok') })),
      },
    },
    async () => ({ status: 'ok' as const }),
  );
}

/** Unknown addresses are 404, known ones with another method 405 (RFC 9110 §15.5.6). */
function answerUnknown(app: App, routes: readonly GuardedRoute[]): void {
  const known = routes
    .filter(({ url }) => !url.includes('*'))
    .map(({ method, url }) => ({
      method,
      pattern: new RegExp(`^${url.replace(/:[^/]+/g, '[^/]+')}$`),
    }));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    // A known pattern with the right method that still reached no route: no such id can be.
    const error =
      methods.length === 0 || methods.includes(request.method)
        ? new RequestRefused('not-found', `${path}: there is no such address`)
        : new RequestRefused('method-not-allowed', `${path}: use ${methods.join(', ')}`);
    if (error.code === 'method-not-allowed') reply.header('allow', methods.join(', '));
    return sendProblem(reply, problemOfError(error, readerLanguage(request)));
  });
}
