import { Readable } from 'node:stream';
import { civilDateSchema } from '@loa/protocol/documents';
import {
  BULLETIN_CLASSES,
  LANGUAGES,
  type Language,
  REPORT_FORMATS,
  REPORT_KINDS,
  type ReportFormat,
  type ReportKind,
  type UnitId,
} from '@loa/protocol/vocabulary';
import { bulletinIdSchema, itemIdSchema, nodeIdSchema, unitIdSchema } from '@loa/protocol/wire';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { WrittenReport } from '../../../engine/report-writer-port.ts';
import { actorOf, readerLanguage } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { accept } from '../problems.ts';
import { perMinute } from '../rate-limits.ts';
import { problems } from '../responses.ts';

type FileName = `${ReportKind}.${ReportFormat}`;
const FILE_NAMES = REPORT_KINDS.flatMap((kind) =>
  REPORT_FORMATS.map((format): FileName => `${kind}.${format}`),
);

/** Made ahead of what the reader has taken. */
const BUFFERED_BYTES = 65_536;

const reportParams = z.object({ file: z.enum(FILE_NAMES).describe('Report and format') });
const reportQuery = z.strictObject({
  from: civilDateSchema.describe('First day, YYYY-MM-DD'),
  to: civilDateSchema.describe('Last day, YYYY-MM-DD'),
  unit: unitIdSchema.optional().describe("With all below it; the reader's own unless given"),
  node: nodeIdSchema.optional(),
  campaign: itemIdSchema.optional().describe('Campaign or relay'),
  bulletin: bulletinIdSchema.optional(),
  class: z.enum(BULLETIN_CLASSES).optional(),
  category: z.string().trim().max(60).optional(),
  language: z.enum(LANGUAGES).optional().describe("The reader's unless given"),
});

export function reportRoutes(app: App, { engine, logger }: HttpDeps): void {
  app.get(
    '/api/reports/:file',
    {
      config: {
        action: 'report.read',
        unitField: 'unit',
        resource: (request) => {
          const { unit } = request.query as { unit?: UnitId };
          return { kind: 'unit', unitId: unit ?? actorOf(request).unitId };
        },
        rateLimit: perMinute('report'),
      },
      exposeHeadRoute: false,
      schema: {
        summary: 'A report of at most 400 days as a file: CSV, XLSX, a page to print or JSON',
        tags: ['reports'],
        params: reportParams,
        querystring: reportQuery,
        produces: ['application/octet-stream'],
        response: { ...problems },
      },
    },
    async (request, reply) => {
      const [kind, format] = request.params.file.split('.') as [ReportKind, ReportFormat];
      const { from, to, unit, node, campaign, bulletin, category } = request.query;
      const question = {
        kind,
        unitId: unit ?? actorOf(request).unitId,
        fromDay: from,
        throughDay: to,
        nodeId: node ?? null,
        itemId: campaign ?? null,
        bulletinId: bulletin ?? null,
        class: request.query.class ?? null,
        category: category ?? null,
      };
      const language = request.query.language ?? readerLanguage(request);
      const report = accept(await engine.reports.write(question, { format, language }));
      const body = Readable.from(report.body, { objectMode: false, highWaterMark: BUFFERED_BYTES });
      // Its head is sent: the reader gets a file that breaks off, and the log says why.
      body.once('error', (error) => logger.error({ err: error, kind }, 'a report broke off'));
      return send({ ...report, body }, { format, language }, reply);
    },
  );
}

function send(
  { mediaType, fileName, body }: Omit<WrittenReport, 'body'> & { readonly body: Readable },
  { format, language }: { readonly format: ReportFormat; readonly language: Language },
  reply: FastifyReply,
): FastifyReply {
  reply.headers({
    'content-type': mediaType,
    'content-disposition': `${format === 'html' ? 'inline' : 'attachment'}; filename="${fileName}"`,
    'content-language': language,
  });
  return reply.send(body);
}
