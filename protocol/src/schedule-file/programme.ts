/**
 * The sections of a city file that hold the programme, one a kind of document. A document there has
 * the fields of its kind; its `unit` is the city's unless said otherwise.
 */
import { z } from 'zod';
import { documentSchemas } from '../documents/index.ts';
import { AIR_PRESETS, type DocumentKind } from '../programme/index.ts';

/** Which section holds the documents of a kind. */
export const SECTION_OF = {
  campaign: 'campaigns',
  session: 'sessions',
  'day-order': 'dayOrders',
  'air-rule': 'airRules',
  volume: 'volumes',
  suspension: 'suspensions',
  mute: 'mutes',
  relay: 'relays',
  grant: 'grants',
  'approval-rule': 'approvalRules',
  template: 'templates',
  decision: 'decisions',
  distribution: 'distributions',
} as const satisfies { readonly [K in DocumentKind]: string };

/** Documents of one kind in a file. */
const MOST_DOCUMENTS = 20_000;
const own = { unit: true } as const;

const airRule = documentSchemas['air-rule'];
const presetNames = Object.keys(AIR_PRESETS) as [keyof typeof AIR_PRESETS];
const fileAirRule = z.strictObject({
  id: airRule.shape.id,
  unit: airRule.shape.unit.optional(),
  preset: z
    .enum(presetNames)
    .optional()
    .describe('Fills in whatever is left out; without one, title and windows are needed'),
  title: airRule.shape.title.optional(),
  classes: airRule.shape.classes.unwrap().optional(),
  weekdays: airRule.shape.weekdays.unwrap().optional(),
  windows: airRule.shape.windows.optional(),
  overridableBy: airRule.shape.overridableBy.unwrap().optional(),
});

const list = <Schema extends z.ZodType>(schema: Schema) =>
  z.array(schema).max(MOST_DOCUMENTS).optional();

export const sectionSchemas = {
  campaigns: list(documentSchemas.campaign.partial(own)),
  sessions: list(documentSchemas.session.partial(own)),
  dayOrders: list(documentSchemas['day-order'].partial(own)),
  airRules: list(fileAirRule),
  volumes: list(documentSchemas.volume.partial(own)),
  suspensions: list(documentSchemas.suspension.partial(own)),
  mutes: list(documentSchemas.mute.partial(own)),
  relays: list(documentSchemas.relay.partial(own)),
  grants: list(documentSchemas.grant.partial(own)),
  approvalRules: list(documentSchemas['approval-rule'].partial(own)),
  templates: list(documentSchemas.template.partial(own)),
  decisions: list(documentSchemas.decision.partial(own)),
  distributions: list(documentSchemas.distribution.partial(own)),
};
