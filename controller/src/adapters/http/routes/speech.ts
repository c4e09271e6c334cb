import {
  ingestJobSchema,
  newSpokenBulletinSchema,
  speechPreviewSchema,
  spokenFormSchema,
  voiceSchema,
} from '@loa/protocol/console-api';
import { z } from 'zod';
import { jobView } from '../../../presentation/views.ts';
import { actorOf, readerLanguage } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { check } from '../guard.ts';
import { accept } from '../problems.ts';
import { perMinute } from '../rate-limits.ts';
import { answers, problems } from '../responses.ts';

export function speechRoutes(app: App, { engine }: HttpDeps): void {
  app.get(
    '/api/voices',
    {
      config: { action: 'voice.list' },
      schema: {
        summary: 'Voices that read aloud, with their licences and what those that are absent want',
        tags: ['library'],
        response: answers(z.object({ voices: z.array(voiceSchema) })),
      },
    },
    async () => ({ voices: [...engine.speech.voices()] }),
  );

  app.post(
    '/api/speech/preview',
    {
      config: { action: 'speech.preview' },
      schema: {
        summary: 'What a voice will say of a text, and where that differs from what is written',
        tags: ['library'],
        body: speechPreviewSchema,
        response: answers(spokenFormSchema),
      },
    },
    async (request) => {
      const { text, spoken, changes } = accept(
        engine.speech.preview(actorOf(request), request.body),
      );
      return { text, spoken, changes: [...changes] };
    },
  );

  app.post(
    '/api/bulletins/spoken',
    {
      config: { action: 'bulletin.speak', rateLimit: perMinute('upload') },
      schema: {
        summary: 'Have a text spoken; the draft is made in the background',
        tags: ['library'],
        body: newSpokenBulletinSchema,
        response: { 202: ingestJobSchema, ...problems },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const { text, template, voiceId, unitId = actor.unitId, ...rest } = request.body;
      check(request, engine, { action: 'bulletin.speak', resource: { kind: 'unit', unitId } });
      const bulletin = { ...rest, unitId };
      const job = accept(engine.speech.speak(actor, { bulletin, text, template, voiceId }));
      reply.code(202);
      return jobView(job, readerLanguage(request));
    },
  );
}
