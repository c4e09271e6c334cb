/**
 * The declarative city file (`schedules/*.yaml`): units, zones, nodes, bulletins and programme
 * items. Times are civil times of `city.timeZone`. The JSON Schema in `schedules/` is generated
 * from this file.
 */
import { z } from 'zod';
import { LIMITS, UNIT_KINDS, WHEN_PREEMPTED } from '../vocabulary/index.ts';
import {
  bulletinClassSchema,
  bulletinIdSchema,
  itemIdSchema,
  nodeIdSchema,
  siteIdSchema,
  unitIdSchema,
  zoneIdSchema,
} from '../wire/index.ts';

const civilDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('Civil date, YYYY-MM-DD');
const civilDateTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/)
  .describe('Civil date and time, YYYY-MM-DDTHH:MM');
const title = z.string().trim().min(1).max(200);
const place = z
  .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
  .describe('WGS 84; approximate is good enough for the map');

const targets = z
  .strictObject({
    units: z.array(unitIdSchema).max(64).optional(),
    zones: z.array(zoneIdSchema).max(64).optional(),
    nodes: z.array(nodeIdSchema).max(64).optional(),
  })
  .describe('What it is aimed at: units (with all below them), zones and nodes together');

const unit = z.strictObject({
  id: unitIdSchema,
  kind: z.enum(UNIT_KINDS),
  name: title,
  parent: unitIdSchema.optional(),
  from: civilDate.optional().describe('First day on which the unit exists'),
  until: civilDate.optional().describe('First day on which the unit exists no more'),
  place: place.optional(),
});

const node = z.strictObject({
  id: nodeIdSchema,
  name: title,
  unit: unitIdSchema,
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

const bulletin = z.strictObject({
  id: bulletinIdSchema,
  title,
  class: bulletinClassSchema.optional().describe('normal unless said otherwise'),
  category: z.string().trim().max(60).optional(),
  language: z.string().max(16).optional().describe('BCP 47, vi unless said otherwise'),
  unit: unitIdSchema.optional().describe('The unit it belongs to; the city unless said otherwise'),
  file: z.string().max(255).describe('Sound file, relative to this file'),
});

const item = z.strictObject({
  id: itemIdSchema,
  bulletin: bulletinIdSchema,
  targets,
  start: civilDateTime.describe('First start; its time of day is the time of every occurrence'),
  rrule: z
    .string()
    .max(500)
    .optional()
    .describe(
      'RFC 5545 RRULE text without DTSTART, e.g. FREQ=DAILY, or a lunar rule, e.g. LUNAR:DAYS=1,15; once unless given',
    ),
  until: civilDate.optional().describe('Last day on which it may occur'),
  except: z.array(civilDate).max(400).optional().describe('Days on which it does not occur'),
  priority: z.int().min(0).max(99).optional().describe('Within the class; 50 unless given'),
  gainDb: z.number().min(-40).max(6).optional(),
  whenPreempted: z.enum(WHEN_PREEMPTED).optional(),
  lateMinutes: z
    .number()
    .min(0)
    .max(600)
    .optional()
    .describe('How late it may still start; 0 skips it. 15 unless given'),
});

export const scheduleFileSchema = z.strictObject({
  city: z
    .strictObject({ unit: unitIdSchema, timeZone: z.string().max(64) })
    .describe('The unit at the top and the IANA time zone of its civil time'),
  units: z.array(unit).max(20_000),
  nodes: z.array(node).max(20_000).optional(),
  zones: z.array(zone).max(2_000).optional(),
  bulletins: z.array(bulletin).max(5_000).optional(),
  programme: z.array(item).max(20_000).optional(),
});
export type ScheduleFile = z.infer<typeof scheduleFileSchema>;
