/**
 * The whole console in happy-dom with its real fetch, XMLHttpRequest and WebSocket code; msw stands
 * at the network and answers in the shape of the contract.
 */
import type {
  Broadcast,
  Bulletin,
  FeedMessage,
  IngestJob,
  Me,
  TimingStarts,
} from '@loa/protocol/console-api';
import type { ProblemCode } from '@loa/protocol/vocabulary';
import { cleanup, configure, render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { HttpResponse, http, ws } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { App } from '../src/app.tsx';
import { startI18n } from '../src/i18n/i18n.ts';
import { createQueries } from '../src/session/queries.ts';
import { onTheWay } from './fixtures/approvals.ts';
import { bulletinOf, spokenForm, spokenJob, voices } from './fixtures/bulletins.ts';
import { broadcasts, bulletins, city, nodes, proofs, snapshot } from './fixtures/city.ts';
import { documentsOf, effects, starts, warnings } from './fixtures/programme.ts';
import { unitRights } from './fixtures/rights.ts';
import { calendarLink, relayStates, relayTest, suspensionEffects } from './fixtures/rules.ts';
import { besideSessions, ofSession } from './fixtures/sessions.ts';

/** A page's code is loaded when it is opened, which a busy machine takes its time for. */
configure({ asyncUtilTimeout: 10_000 });

export const network = setupServer();

/** A controller of one test: what it is asked is kept, what it tells can be added to. */
export class Desk {
  readonly asked: { method: string; path: string; body: unknown; headers: Headers }[] = [];
  readonly sockets: { send: (data: string) => void; close: (code?: number) => void }[] = [];
  me: Me | null;
  job: IngestJob | null = null;
  library: readonly Bulletin[] = bulletins;
  /** What was uploaded last. */
  form: FormData | null = null;
  isFeedOpen = true;
  /** Somebody else has changed every document meanwhile. */
  isDocumentOld = false;
  starts: TimingStarts = starts;
  first: FeedMessage = snapshot();

  constructor(me: Me | null) {
    this.me = me;
    network.use(...this.#session(), ...this.#content(), ...this.#orders(), this.#feed());
    network.use(...this.#programme(), ...this.#approvals());
  }

  tell(message: FeedMessage): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(message));
  }

  /** Bodies of what was asked with this method at this path. */
  bodies(method: string, path: string): unknown[] {
    return this.asked
      .filter((one) => one.method === method && one.path === path)
      .map((one) => one.body);
  }

  async #keep(request: Request): Promise<void> {
    const isJson = request.headers.get('content-type')?.startsWith('application/json') ?? false;
    this.asked.push({
      method: request.method,
      path: new URL(request.url).pathname,
      body: isJson ? await request.clone().json() : null,
      headers: request.headers,
    });
  }

  #session() {
    return [
      http.get('*/api/session', async ({ request }) => {
        await this.#keep(request);
        return this.me === null ? problem(401, 'not-logged-in') : HttpResponse.json(this.me);
      }),
      http.post('*/api/session', async ({ request }) => {
        await this.#keep(request);
        return this.me === null ? problem(401, 'wrong-login') : HttpResponse.json(this.me);
      }),
      http.delete('*/api/session', async ({ request }) => {
        await this.#keep(request);
        return new HttpResponse(null, { status: 204 });
      }),
      http.put('*/api/session/preferences', async ({ request }) => {
        await this.#keep(request);
        return HttpResponse.json(this.me);
      }),
      http.post('*/api/feed-ticket', async ({ request }) => {
        await this.#keep(request);
        if (!this.isFeedOpen) return HttpResponse.error();
        return HttpResponse.json({ ticket: 'one-time', expiresAt: '2026-11-22T10:00:00Z' });
      }),
    ];
  }

  #content() {
    return [
      http.get('*/api/city', () => HttpResponse.json(city)),
      http.get('*/api/bulletins', () => HttpResponse.json({ bulletins: this.library })),
      http.patch('*/api/bulletins/:id', async ({ request, params }) => {
        await this.#keep(request);
        return HttpResponse.json(bulletinOf(String(params['id'])));
      }),
      http.delete('*/api/bulletins/:id', async ({ request }) => {
        await this.#keep(request);
        return problem(409, 'bulletin-in-use');
      }),
      http.post('*/api/bulletins', async ({ request }) => {
        await this.#keep(request);
        this.form = await request.formData();
        return this.job === null
          ? problem(422, 'media-not-audio')
          : HttpResponse.json(this.job, { status: 202 });
      }),
      http.get('*/api/ingest-jobs/:id', () => HttpResponse.json(this.job)),
      http.get('*/api/voices', () => HttpResponse.json({ voices })),
      http.post('*/api/speech/preview', async ({ request }) => {
        await this.#keep(request);
        return HttpResponse.json(spokenForm);
      }),
      http.post('*/api/bulletins/spoken', async ({ request }) => {
        await this.#keep(request);
        return HttpResponse.json(spokenJob, { status: 202 });
      }),
    ];
  }

  #orders() {
    return [
      http.post('*/api/broadcasts', async ({ request }) => {
        await this.#keep(request);
        return HttpResponse.json(sent(), { status: 201 });
      }),
      http.get('*/api/broadcasts/:id', () => {
        return HttpResponse.json({ ...broadcasts.at(-1), proofs });
      }),
      http.post('*/api/broadcasts/:id/stop', async ({ request }) => {
        await this.#keep(request);
        return HttpResponse.json(sent());
      }),
      http.post('*/api/stop', async ({ request }) => {
        await this.#keep(request);
        return HttpResponse.json({ stopped: ['a@2026-11-22T17:00', 'b@2026-11-22T17:00'] });
      }),
      http.patch('*/api/nodes/:id/settings', async ({ request, params }) => {
        await this.#keep(request);
        return HttpResponse.json(nodes.find(({ nodeId }) => nodeId === params['id']));
      }),
      http.post('*/api/nodes', async ({ request }) => {
        await this.#keep(request);
        return HttpResponse.json({
          nodeId: 'dinh',
          code: '7K3QX9MZ2D',
          expiresAt: '2026-11-22T10:13:00Z',
        });
      }),
    ];
  }

  #approvals() {
    const one = (id: unknown) => bulletinOf(String(id));
    return [
      http.get('*/api/approvals', () =>
        HttpResponse.json({ bulletins: onTheWay.filter(({ awaits }) => awaits !== null) }),
      ),
      http.get('*/api/bulletins/:id', ({ params }) => HttpResponse.json(one(params['id']))),
      http.post('*/api/bulletins/:id/heard', async ({ request, params }) => {
        await this.#keep(request);
        const held = one(params['id']);
        const { permille } = (await request.json()) as { permille: number };
        return HttpResponse.json({ ...held, mine: { ...held?.mine, heardPermille: permille } });
      }),
      http.put('*/api/bulletins/:id/paper', async ({ request, params }) => {
        await this.#keep(request);
        this.form = await request.formData();
        return HttpResponse.json(one(params['id']));
      }),
      http.post('*/api/bulletins/:id/:step', async ({ request, params }) => {
        await this.#keep(request);
        return HttpResponse.json(one(params['id']));
      }),
    ];
  }

  #programme() {
    return [
      http.get('*/api/broadcasts', () =>
        HttpResponse.json({ broadcasts: [...ofSession, ...besideSessions] }),
      ),
      http.get('*/api/documents/:kind', ({ params }) =>
        HttpResponse.json({ documents: documentsOf(String(params['kind'])) }),
      ),
      http.put('*/api/documents/:kind/:id', async ({ request }) => {
        await this.#keep(request);
        if (this.isDocumentOld) return problem(409, 'document-changed');
        const about = { origin: 'console', author: 'van-hoa', version: '"2"' };
        const changedAt = '2026-11-22T09:58:00Z';
        return HttpResponse.json({ ...about, changedAt, document: await request.json() });
      }),
      http.delete('*/api/documents/:kind/:id', async ({ request, params }) => {
        await this.#keep(request);
        const held = documentsOf(String(params['kind']));
        return HttpResponse.json(held.find(({ document }) => document.id === params['id']));
      }),
      http.get('*/api/units/:unitId/rights', ({ params }) =>
        HttpResponse.json(unitRights(String(params['unitId']))),
      ),
      http.get('*/api/warnings', () => HttpResponse.json({ warnings })),
      http.post('*/api/documents/:kind/preview', async ({ request, params }) => {
        await this.#keep(request);
        return HttpResponse.json(params['kind'] === 'campaign' ? effects : suspensionEffects);
      }),
      http.get('*/api/relays', () => HttpResponse.json(relayStates)),
      http.post('*/api/relays/:id/test', async ({ request }) => {
        await this.#keep(request);
        return HttpResponse.json(relayTest);
      }),
      http.post('*/api/calendar-link', async ({ request }) => {
        await this.#keep(request);
        return HttpResponse.json(calendarLink, { status: 201 });
      }),
      http.delete('*/api/calendar-link', async ({ request }) => {
        await this.#keep(request);
        return new HttpResponse(null, { status: 204 });
      }),
      http.post('*/api/timing/preview', async ({ request }) => {
        await this.#keep(request);
        return HttpResponse.json(this.starts);
      }),
    ];
  }

  #feed() {
    return ws
      .link(`ws://${location.host}/api/feed`)
      .addEventListener('connection', ({ client }) => {
        this.sockets.push(client);
        client.send(JSON.stringify(this.first));
      });
  }
}

function sent(): Broadcast {
  const [one] = broadcasts;
  if (one === undefined) throw new Error('no fixtures');
  return one;
}

function problem(status: number, code: ProblemCode) {
  return HttpResponse.json(
    { type: `urn:loa:${code}`, title: code, status, code, detail: code },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  );
}

/** Opens the console at a path; each test begins with a browser that remembers nothing. */
export function openConsole(path: string): UserEvent {
  history.replaceState(null, '', path);
  render(<App i18n={startI18n('vi')} queries={createQueries()} />);
  return userEvent.setup();
}

/** To be called once in a test file. */
export function withNetwork(): void {
  beforeAll(() => network.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => {
    cleanup();
    localStorage.clear();
    network.resetHandlers();
  });
  afterAll(() => network.close());
}
