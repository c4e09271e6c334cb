/** Every route says what it does; nobody reaches a handler that the policy has not let through. */
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { Action } from '../../domain/policy/actions.ts';
import { type Decision, decide, type Resource } from '../../domain/policy/permissions.ts';
import type { Engine } from '../../engine/facades.ts';
import { callerOf } from './caller.ts';
import { RequestRefused } from './problems.ts';

/** What the route touches, once its parameters and body have been checked. */
type ResourceOf = (request: FastifyRequest) => Resource;

declare module 'fastify' {
  interface FastifyContextConfig {
    action?: Action;
    /** What OpenAPI calls the route, where others do the same; else as its action. */
    operation?: string;
    resource?: ResourceOf;
    /** What the request calls the unit that it touches; `unitId` unless given. */
    unitField?: string;
  }
}

/** Routes that plug-ins make themselves, by the beginning of their path. */
const PLUGIN_ACTIONS: readonly (readonly [prefix: string, action: Action])[] = [
  ['/api/docs', 'docs.read'],
];

export interface GuardedRoute {
  readonly method: string;
  readonly url: string;
  readonly action: Action;
}

/** @returns the table of routes, which fills as they are registered */
export function installGuard(app: FastifyInstance, engine: Engine): readonly GuardedRoute[] {
  const routes: GuardedRoute[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(...declare(route));
  });
  // Before the body is read: who may not do this at all need not send it.
  app.addHook('onRequest', async (request) => {
    // No action: no route either, and the answer is `not-found`.
    const action = request.routeOptions.config.action;
    if (action) check(request, engine, { action, resource: { kind: 'none' } });
  });
  app.addHook('preHandler', async (request) => {
    const { action, resource, unitField } = request.routeOptions.config;
    if (action && resource)
      check(request, engine, { action, resource: resource(request), unitField });
  });
  return routes;
}

function declare(route: RouteOptions): GuardedRoute[] {
  const fromPlugin = PLUGIN_ACTIONS.find(([prefix]) => route.url.startsWith(prefix))?.[1];
  const action = route.config?.action ?? fromPlugin;
  if (!action) throw new Error(`route ${String(route.method)} ${route.url}: declare its action`);
  route.config = { ...route.config, action };
  return [route.method].flat().map((method) => ({ method, url: route.url, action }));
}

/** @throws RequestRefused */
export function check(
  request: FastifyRequest,
  engine: Engine,
  asked: { action: Action; resource: Resource; unitField?: string | undefined },
): void {
  const actor = callerOf(request)?.actor ?? null;
  const map = engine.city.map();
  const { action, resource, unitField = 'unitId' } = asked;
  const field = resource.kind === 'unit' ? unitField : 'targets';
  throwRefusal(decide({ actor, action, resource, map }), { action, field });
}

function throwRefusal(
  decision: Decision,
  { action, field }: { action: Action; field: string },
): void {
  if (decision === 'allowed') return;
  const details: Record<typeof decision.refused, string> = {
    'not-logged-in': 'log in first',
    'not-allowed': `your role and unit do not allow ${action} here`,
    unavailable: 'the city has not been set up: apply a city file first',
    'no-target': 'targets: no node is meant; choose at least one',
    'unknown-target': `${field}: a unit, zone or node does not exist`,
  };
  const isTarget = decision.refused.endsWith('-target');
  throw new RequestRefused(decision.refused, details[decision.refused], isTarget ? field : null);
}
