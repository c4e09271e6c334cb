/** From typed text to a draft with sound, over HTTP, with the real espeak-ng and ffmpeg. */
import {
  bulletinSchema,
  type IngestJob,
  ingestJobSchema,
  spokenFormSchema,
} from '@loa/protocol/console-api';
import { documentSchemas } from '@loa/protocol/documents';
import type { DocumentKind } from '@loa/protocol/programme';
import { programOnPath } from '@loa/runtime/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import {
  CITY,
  EAST,
  type Person,
  startTestController,
  type TestController,
} from '../../support/test-controller.ts';

const TEXT = 'UBND phường họp lúc 17h30 ngày 5/9.';
const SPOKEN = 'Ủy ban nhân dân phường họp lúc mười bảy giờ ba mươi phút ngày năm tháng chín.';

let controller: TestController;
let ward: Browser;
let person: Person;

beforeAll(async () => {
  controller = await startTestController();
  ward = new Browser(controller.http);
  person = await controller.person('broadcaster', EAST);
  await ward.login(person);
});
afterAll(() => controller[Symbol.asyncDispose]());

async function finished(jobId: string): Promise<IngestJob> {
  const ask = async () => ingestJobSchema.parse((await ward.get(`/api/ingest-jobs/${jobId}`)).body);
  await expect
    .poll(async () => (await ask()).state, { timeout: 50_000 })
    .toMatch(/^(?:done|refused)$/);
  return ask();
}

test('[TTS34] a text is shown as it will be said, with what differs', async () => {
  const answer = await ward.post('/api/speech/preview', { text: TEXT });
  expect(answer.status).toBe(200);
  const form = spokenFormSchema.parse(answer.body);
  expect(form).toMatchObject({ text: TEXT, spoken: SPOKEN });
  expect(form.changes.map(({ from, start }) => [from, start])).toEqual([
    ['UBND', 0],
    ['17h30', 20],
    ['5/9', 31],
  ]);
});

test("[TTS37] a city's own abbreviations and way of counting are kept with it and spoken by", async () => {
  const held = controller.stores.city.settings();
  const abbreviations = { UBND: 'Ủy ban' };
  controller.stores.city.putSettings({ ...held, speech: { abbreviations, dialect: 'south' } });
  const answer = await ward.post('/api/speech/preview', { text: 'UBND mời 105 hộ' });
  expect(answer.body.spoken).toBe('Ủy ban mời một trăm lẻ năm hộ');
  controller.stores.city.putSettings(held);
});

test.each([
  ['a'.repeat(5_001), 'speech-too-long'],
  [' … ', 'speech-empty'],
])('[TTS34] a text that cannot be spoken is refused by its field', async (text, code) => {
  for (const [path, body] of [
    ['/api/speech/preview', { text }],
    ['/api/bulletins/spoken', { text, title: 'Tin', voiceId: voiceIds()[0] }],
  ] as const) {
    const answer = await ward.post(path, body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code, errors: [{ field: 'text' }] });
  }
});

function voiceIds(): string[] {
  return controller.engine.speech.voices().map(({ voiceId }) => voiceId);
}

test('[TTS35] voices are listed with licence and remedy; one that is not there is refused', async () => {
  const { voices } = (await ward.get('/api/voices')).body;
  expect(voices).toMatchObject([{ voiceId: 'espeak-central', language: 'vi' }]);
  const answer = await ward.post('/api/bulletins/spoken', {
    ...{ title: 'Tin', text: TEXT, voiceId: 'khong-co' },
  });
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({ code: 'voice-unknown', errors: [{ field: 'voiceId' }] });
});

test.skipIf(programOnPath('espeak-ng') === null)(
  '[TTS36] a text is spoken in the background and becomes a draft with the text as its transcript',
  async () => {
    const answer = await ward.post('/api/bulletins/spoken', {
      ...{ title: 'Lịch họp', text: TEXT, voiceId: 'espeak-central', category: 'họp' },
    });
    expect(answer.status).toBe(202);
    const job = ingestJobSchema.parse(answer.body);
    const end = await finished(job.jobId);
    expect(end).toMatchObject({ state: 'done', problem: null });
    const list = (await ward.get('/api/bulletins')).body;
    const found = list.bulletins.find(
      ({ bulletinId }: { bulletinId: string }) => bulletinId === end.bulletinId,
    );
    const view = bulletinSchema.parse(found);
    expect(view).toMatchObject({ title: 'Lịch họp', category: 'họp', unitId: EAST });
    expect(view.durationMs).toBeGreaterThan(2_000);
    expect(controller.engine.library.get(view.bulletinId)).toMatchObject({
      origin: 'spoken',
      state: 'draft',
      transcript: TEXT,
    });
    const sound = await ward.get(`/api/bulletins/${view.bulletinId}/audio`);
    expect(sound.headers['content-type']).toBe('audio/ogg');
    expect(controller.audited(job.jobId)).toMatchObject([
      { action: 'bulletin.speak', detail: { voiceId: 'espeak-central', spoken: SPOKEN } },
    ]);
  },
);

test.skipIf(programOnPath('espeak-ng') === null)(
  '[APR6] [APR14] spoken from a template with a standing approval, heard by its author, it is sent and looked at afterwards',
  async () => {
    const office = new Browser(controller.http);
    const officer = await controller.person('culture-office', CITY);
    await office.login(officer);
    const put = (kind: DocumentKind, body: object) =>
      controller.stores.documents.put(kind, {
        body: documentSchemas[kind].parse(body) as never,
        ...{ origin: 'console', author: officer.username, changedAtMs: 1 },
      });
    put('approval-rule', { id: 'truoc', unit: CITY, when: 'before' });
    put('template', {
      ...{ id: 'mat-nuoc', unit: CITY, title: 'Mất nước', text: 'Mất nước lúc {giờ}.' },
      ...{ class: 'priority', category: 'điện nước' },
      standing: { by: officer.username, throughDay: '2099-12-31' },
    });
    const template = { id: 'mat-nuoc', fields: { giờ: '17h30' } };
    const shown = await ward.post('/api/speech/preview', { template });
    expect(shown.body.spoken).toBe('Mất nước lúc mười bảy giờ ba mươi phút.');
    const unfilled = await ward.post('/api/speech/preview', {
      template: { ...template, fields: {} },
    });
    expect(unfilled.body).toMatchObject({
      ...{ code: 'bad-request', errors: [{ field: 'template.fields.giờ' }] },
    });
    const spoken = await ward.post('/api/bulletins/spoken', {
      ...{ title: 'Mất nước', voiceId: 'espeak-central', template },
    });
    const { bulletinId } = await finished(ingestJobSchema.parse(spoken.body).jobId);
    const path = `/api/bulletins/${bulletinId}`;
    const draft = bulletinSchema.parse((await ward.get(path)).body);
    expect(draft).toMatchObject({ state: 'draft', class: 'priority', category: 'điện nước' });
    expect(draft.transcript).toBe('Mất nước lúc 17h30.');
    const { revision } = draft;
    const step = (who: Browser, kind: string, body: object = {}) =>
      who.post(`${path}/${kind}`, { revision, ...body });
    expect((await step(ward, 'submit')).body.code).toBe('speech-not-heard');
    await step(ward, 'heard', { permille: 1000 });
    expect((await step(ward, 'submit')).body).toMatchObject({
      ...{ state: 'approved', awaits: 'look-back' },
      review: { how: 'standing' },
    });
    const sent = await ward.post('/api/broadcasts', {
      ...{ bulletinId, startAt: null },
      targets: { units: [], zones: [], nodes: ['loa-0'] },
    });
    expect(sent.status).toBe(201);
    const inbox = (await office.get('/api/approvals')).body.bulletins;
    expect(inbox).toMatchObject([{ bulletinId, awaits: 'look-back' }]);
    await step(office, 'heard', { permille: 1000 });
    expect((await step(office, 'look-back')).body).toMatchObject({ awaits: null });
  },
);
