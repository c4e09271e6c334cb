import {
  approvalsSchema,
  bulletinSchema,
  bulletinStepSchema,
  heardSchema,
  reasonedStepSchema,
} from '@loa/protocol/console-api';
import { bulletinIdSchema } from '@loa/protocol/wire';
import { z } from 'zod';
import type { ReviewStepKind } from '../../../domain/library/review.ts';
import { bulletinViewer } from '../bulletin-viewer.ts';
import { actorOf } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { accept, found } from '../problems.ts';
import { answers } from '../responses.ts';
import { bulletinResource } from './bulletins.ts';

const params = z.object({ bulletinId: bulletinIdSchema });

export function approvalRoutes(app: App, deps: HttpDeps): void {
  readRoutes(app, deps);
  for (const step of STEPS) stepRoute(app, deps, step);
}

function readRoutes(app: App, deps: HttpDeps): void {
  const { engine } = deps;
  const resource = bulletinResource(deps);

  app.get(
    '/api/approvals',
    {
      config: { action: 'approval.list' },
      schema: {
        summary: 'What waits for the reader to approve, or to look at afterwards; oldest first',
        tags: ['approval'],
        response: answers(approvalsSchema),
      },
    },
    async (request) => {
      const actor = actorOf(request);
      return { bulletins: engine.approvals.inbox(actor).map(bulletinViewer(deps, actor)) };
    },
  );

  app.get(
    '/api/bulletins/:bulletinId',
    {
      config: { action: 'bulletin.get', resource },
      schema: {
        summary: 'One bulletin, and what the reader has to do with it',
        tags: ['library'],
        params,
        response: answers(bulletinSchema),
      },
    },
    async (request) => {
      const { bulletinId } = request.params;
      const held = found(engine.library.get(bulletinId), `there is no bulletin "${bulletinId}"`);
      return bulletinViewer(deps, actorOf(request))(held);
    },
  );

  app.post(
    '/api/bulletins/:bulletinId/heard',
    {
      config: { action: 'bulletin.hear', resource },
      schema: {
        summary: 'How much of its sound the reader has heard',
        tags: ['approval'],
        params,
        body: heardSchema,
        response: answers(bulletinSchema),
      },
    },
    async (request) => {
      const { bulletinId } = request.params;
      const actor = actorOf(request);
      const heard = accept(engine.approvals.heard(actor, bulletinId, request.body));
      return bulletinViewer(deps, actor)(heard);
    },
  );
}

interface StepRoute {
  readonly kind: Exclude<ReviewStepKind, 'speak'>;
  readonly body: typeof bulletinStepSchema | typeof reasonedStepSchema;
  readonly summary: string;
}

const STEPS: readonly StepRoute[] = [
  { kind: 'submit', body: bulletinStepSchema, summary: 'Put it forward to be approved' },
  { kind: 'approve', body: bulletinStepSchema, summary: 'Approve what one has heard' },
  { kind: 'return', body: reasonedStepSchema, summary: 'Return it to its author, with a reason' },
  {
    kind: 'break-glass',
    body: reasonedStepSchema,
    summary: 'Approve it without a second person, with a reason; the approvers are told',
  },
  { kind: 'look-back', body: bulletinStepSchema, summary: 'Note that one has looked at it since' },
];

function stepRoute(app: App, deps: HttpDeps, { kind, body, summary }: StepRoute): void {
  app.post(
    `/api/bulletins/:bulletinId/${kind}`,
    {
      config: { action: `bulletin.${kind}`, resource: bulletinResource(deps) },
      schema: { summary, tags: ['approval'], params, body, response: answers(bulletinSchema) },
    },
    async (request) => {
      const actor = actorOf(request);
      const step = { kind, ...request.body };
      const taken = deps.engine.approvals.take(actor, request.params.bulletinId, step);
      return bulletinViewer(deps, actor)(accept(taken));
    },
  );
}
