/** What the schemas of the routes do not say of themselves, written into the OpenAPI document. */
import { DOCUMENT_KINDS } from '@loa/protocol/programme';
import { PROBLEM_TYPE } from './responses.ts';

interface Described {
  readonly [key: string]: unknown;
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  parameters?: object[];
  requestBody?: { content: { [type: string]: { example?: unknown; schema?: unknown } } };
  responses: { [status: string]: { description: string; content?: { [type: string]: object } } };
}

/** Requests to begin with, by operation. */
const EXAMPLES: { readonly [operationId: string]: object } = {
  'session.open': { username: 'van-hoa', password: 'xxxx-xxxx-xxxx-xxxx' },
  'preferences.change': { language: 'en' },
  'node.add': { nodeId: 'an-my-02', name: 'Cụm loa chợ An Mỹ', unitId: 'an-my' },
  'speech.preview': { text: 'UBND phường họp lúc 17h30 ngày 5/9.' },
  'bulletin.speak': {
    title: 'Lịch họp',
    text: 'UBND phường họp lúc 17h30 ngày 5/9.',
    voiceId: 'espeak-central',
  },
  'bulletin.change': { title: 'Lịch thu gom rác', category: 'môi trường' },
  'broadcast.send': {
    bulletinId: 'thu-gom-rac',
    targets: { units: ['an-my'], zones: [], nodes: [] },
    startAt: null,
  },
  'unit.stop': { unitId: 'an-my' },
  'document.put': {
    unit: 'an-my',
    title: 'Lịch thu gom rác',
    bulletins: ['thu-gom-rac'],
    targets: { units: ['an-my'] },
    timing: { start: '2026-12-01T17:00', rule: 'FREQ=WEEKLY;BYDAY=MO,WE,FR' },
  },
};

/** Answers that are no JSON. */
const SOUNDS: { readonly [operationId: string]: string } = {
  'bulletin.read': 'audio/ogg',
  'bulletin.paper': 'application/octet-stream',
  'report.read': 'application/octet-stream',
  'calendar.read': 'text/calendar',
  'node.listen': 'application/octet-stream',
};

/** What a document of a kind is called among the entities: `DayOrder`. */
export function documentName(kind: string): string {
  return kind.replace(/(^|-)(.)/g, (_, __, letter: string) => letter.toUpperCase());
}

/** The body is checked by the kind in the address; the document says what there is. */
const SENT_DOCUMENT = {
  anyOf: DOCUMENT_KINDS.map((kind) => ({
    $ref: `#/components/schemas/${documentName(kind)}Input`,
  })),
};

const CHANGING = ['post', 'put', 'patch', 'delete'];
const HEADER = {
  name: 'X-Loa',
  in: 'header',
  required: true,
  description: 'Other sites cannot set it.',
  schema: { type: 'string', enum: ['1'] },
};

/** Completes a document in place: answers, headers, examples; leaves out what only machines wrote. */
export function completeDocument<Document extends { paths?: object }>(
  document: Document,
): Document {
  for (const item of Object.values(document.paths ?? {})) {
    for (const [method, operation] of Object.entries(item as { [method: string]: Operation })) {
      describe(operation, CHANGING.includes(method));
    }
  }
  return plainer(document) as Document;
}

function describe(operation: Operation, isChanging: boolean): void {
  const { operationId = '', requestBody } = operation;
  if (isChanging) operation.parameters = [...(operation.parameters ?? []), HEADER];
  const json = requestBody?.content['application/json'];
  const example = EXAMPLES[operationId];
  if (json && example) json.example = example;
  if (json && operationId === 'document.put') json.schema = SENT_DOCUMENT;
  for (const [status, response] of Object.entries(operation.responses)) {
    const isProblem = /^[45]/.test(status);
    response.description = isProblem ? 'Problem details (RFC 9457)' : (operation.summary ?? 'Done');
    const schema = response.content?.['application/json'];
    if (isProblem && schema) response.content = { [PROBLEM_TYPE.split(';')[0] as string]: schema };
  }
  const sound = SOUNDS[operationId];
  if (sound) {
    const content = { [sound]: { schema: { type: 'string', format: 'binary' } } };
    operation.responses['200'] = { description: operation.summary ?? 'Sound', content };
  }
}

/** Without patterns that a format says better, and without the bounds of every safe integer. */
function plainer(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainer);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Described).filter(
    ([key, held]) =>
      !(key === 'pattern' && 'format' in value) &&
      !(
        (key === 'minimum' || key === 'maximum') &&
        Math.abs(Number(held)) === Number.MAX_SAFE_INTEGER
      ),
  );
  return Object.fromEntries(entries.map(([key, held]) => [key, plainer(held)]));
}
