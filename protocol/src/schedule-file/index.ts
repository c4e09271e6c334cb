/**
 * The declarative city file (`schedules/*.yaml`): units, zones, nodes, bulletins and the documents
 * of the programme. Times are civil times of `city.timeZone`. The JSON Schema in `schedules/` is generated
 * from this file.
 */
import { z } from 'zod';
import { civilDateSchema } from '../documents/index.ts';
import { APPROVALS, BULLETIN_ORIGINS, LIMITS, UNIT_KINDS } from '../vocabulary/index.ts';
import {
  assetIdSchema,
  bulletinClassSchema,
  bulletinIdSchema,
  nodeIdSchema,
  siteIdSchema,
  slugSchema,
  unitIdSchema,
  zoneIdSchema,
} from '../wire/index.ts';
import { sectionSchemas } from './programme.ts';
import { speechSchema } from './speech.ts';

export { SECTION_OF } from './programme.ts';
export { type ReformFile, reformFileSchema } from './reform.ts';

/** A name or an address, with or without a port. */
const HOST = /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?$/;
const title = z.string().trim().min(1).max(200);
const place = z
  .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
  .describe('WGS 84; approximate is good enough for the map');

const unit = z.strictObject({
  id: unitIdSchema,
  kind: z.enum(UNIT_KINDS),
  name: title,
  parent: unitIdSchema.optional(),
  formerly: z
    .array(z.strictObject({ parent: unitIdSchema, until: civilDateSchema }))
    .max(100)
    .optional()
    .describe('What it stood below before, until the first day below another, the latest first'),
  from: civilDateSchema.optional().describe('First day on which the unit exists'),
  until: civilDateSchema.optional().describe('First day on which the unit exists no more'),
  place: place.optional(),
});

const node = z.strictObject({
  id: nodeIdSchema,
  name: title,
  unit: unitIdSchema,
  formerly: z
    .array(unitIdSchema)
    .max(100)
    .optional()
    .describe('Units that have ended in which it stood, from the latest to the first'),
  place: place.optional(),
  gainDb: z.number().min(-60).max(0).optional(),
  emergencyGainDb: z.number().min(-60).max(0).optional(),
  maxGainDb: z.number().min(-60).max(0).optional(),
  trimMs: z
    .number()
    .min(LIMITS.leastTrimUs / 1000)
    .max(LIMITS.mostTrimUs / 1000)
    .optional()
    .describe('Static delay of amplifier and air path; positive sounds later'),
  site: siteIdSchema
    .optional()
    .describe('Nodes of one site share a local network and keep time by one of them'),
});

const staggerMs = z
  .number()
  .min(0)
  .max(LIMITS.staggerUs / 1000);
const groupNodes = z.array(nodeIdSchema).min(1).max(10_000);

const acoustic = z
  .discriminatedUnion('mode', [
    z.strictObject({
      mode: z.literal('delay').describe('Groups sound the same, delayed against each other'),
      groups: z
        .array(z.strictObject({ nodes: groupNodes, delayMs: staggerMs }))
        .min(2)
        .max(LIMITS.acousticGroups),
    }),
    z.strictObject({
      mode: z.literal('waves').describe('Groups sound prepared bulletins one after the other'),
      gapMs: staggerMs.describe('Silence between the end of one group and the start of the next'),
      groups: z
        .array(z.strictObject({ nodes: groupNodes }))
        .min(2)
        .max(LIMITS.waves),
    }),
  ])
  .describe('Which nodes of the zone hear each other; each is in one group of all zones at most');

const zone = z.strictObject({
  id: zoneIdSchema,
  name: title,
  nodes: z.array(nodeIdSchema).max(10_000),
  acoustic: acoustic.optional(),
});

const person = z.string().trim().min(1).max(64);
const instantMs = z.int().min(0);

/** How a bulletin came to the air: an export writes it, people leave it out. */
const review = z.strictObject({
  submittedBy: person.nullable().default(null),
  submittedAtMs: instantMs.nullable().default(null),
  decidedBy: person.nullable().default(null),
  decidedAtMs: instantMs.nullable().default(null),
  how: z.enum(APPROVALS).nullable().default(null),
  reason: z.string().max(1000).default(''),
  reviewedBy: person.nullable().default(null),
  reviewedAtMs: instantMs.nullable().default(null),
  templateId: z.string().max(64).nullable().default(null),
});

/** Sound as this system prepared it before: an export writes it, and it is taken as it is. */
const prepared = z.strictObject({
  asset: assetIdSchema,
  loudnessLufs: z.number().nullable(),
  truePeakDbtp: z.number().nullable(),
});

const bulletin = z.strictObject({
  id: bulletinIdSchema,
  title,
  class: bulletinClassSchema.optional().describe('normal unless said otherwise'),
  category: z.string().trim().max(60).optional(),
  language: z.string().max(16).optional().describe('BCP 47, vi unless said otherwise'),
  unit: unitIdSchema.optional().describe('The unit it belongs to; the city unless said otherwise'),
  file: z.string().max(255).describe('Sound file, relative to this file'),
  transcript: z.string().max(20_000).optional().describe('What is said in it'),
  validFrom: civilDateSchema.optional().describe('First day on which it may sound'),
  validThrough: civilDateSchema.optional().describe('Last day on which it may sound'),
  paper: z
    .strictObject({
      number: z.string().trim().min(1).max(100),
      file: z.string().max(255).nullable().default(null),
    })
    .optional()
    .describe('The signed paper that it carries out'),
  versionOf: bulletinIdSchema.optional().describe('Says the same as that one, in its language'),
  origin: z.enum(BULLETIN_ORIGINS).optional().describe('file unless an export says otherwise'),
  state: z.enum(['draft', 'submitted', 'approved', 'returned']).optional(),
  author: person.optional(),
  createdAtMs: instantMs.optional(),
  revision: z.int().min(1).optional(),
  review: review.optional(),
  prepared: prepared.optional(),
});

export const scheduleFileSchema = z.strictObject({
  city: z
    .strictObject({
      unit: unitIdSchema,
      timeZone: z.string().max(64),
      header: z
        .array(title)
        .max(6)
        .optional()
        .describe('Lines above reports: the authority, the office, the place'),
      relayHosts: z
        .array(z.string().regex(HOST, 'must be a host, e.g. phat.example.vn or 192.168.1.9:8000'))
        .max(64)
        .optional()
        .describe('Hosts, with or without a port, that relays may fetch from'),
      reforms: z
        .array(slugSchema)
        .max(100)
        .optional()
        .describe('Reforms of its units that this file has in it'),
    })
    .describe('The unit at the top and the IANA time zone of its civil time'),
  units: z.array(unit).max(20_000),
  nodes: z.array(node).max(20_000).optional(),
  zones: z.array(zone).max(2_000).optional(),
  bulletins: z.array(bulletin).max(5_000).optional(),
  speech: speechSchema.optional(),
  ...sectionSchemas,
});
export type ScheduleFile = z.infer<typeof scheduleFileSchema>;
