import { documentSchemas } from '@loa/protocol/documents';
import { DOCUMENT_KINDS } from '@loa/protocol/programme';
import { expect, test } from 'vitest';
import { type AllDocuments, usesOfBulletin, usesOfDocument } from './in-use.ts';

const days = { fromDay: '2026-12-01', throughDay: '2026-12-10' };
const timing = { start: '2026-12-01T17:00' };
const none = Object.fromEntries(DOCUMENT_KINDS.map((kind) => [kind, []] as const));
const ALL = {
  ...none,
  campaign: [
    documentSchemas.campaign.parse({
      ...{ id: 'rac', unit: 'east', title: 'Rác', bulletins: ['tin', 'b'], chime: 'nhac' },
      ...{ targets: { units: ['east'] }, timing },
      placement: { kind: 'sessions', sessions: ['sang'] },
    }),
  ],
  session: [
    documentSchemas.session.parse({
      ...{ id: 'sang', unit: 'east', title: 'Sáng', timing, minutes: 30 },
      ...{ opening: 'nhac', closing: 'chao' },
    }),
  ],
  suspension: [
    documentSchemas.suspension.parse({
      ...{ id: 'tet', unit: 'east', title: 'Tết', ...days },
      ...{ exceptions: ['rac', 'tiep-am'], substitute: 'nhac' },
    }),
  ],
  distribution: [
    documentSchemas.distribution.parse({ id: 'd', unit: 'c', bulletin: 'tin', to: ['e'], ...days }),
  ],
} as Partial<AllDocuments> as AllDocuments;

const textsOf = (uses: ReturnType<typeof usesOfDocument>) =>
  uses.map(({ kind, id, field }) => `${kind} ${id} ${field}`);

test('[DOC16] a session is kept by campaigns that name it, an item by suspensions', () => {
  expect(textsOf(usesOfDocument('session', 'sang', ALL))).toEqual([
    'campaign rac placement.sessions',
  ]);
  expect(usesOfDocument('session', 'chieu', ALL)).toEqual([]);
  expect(textsOf(usesOfDocument('campaign', 'rac', ALL))).toEqual(['suspension tet exceptions']);
  expect(textsOf(usesOfDocument('relay', 'tiep-am', ALL))).toEqual(['suspension tet exceptions']);
  expect(usesOfDocument('suspension', 'tet', ALL)).toEqual([]);
});

test('[DOC17] a bulletin is kept by every document that names it', () => {
  expect(textsOf(usesOfBulletin('tin', ALL))).toEqual([
    'campaign rac bulletins',
    'distribution d bulletin',
  ]);
  expect(textsOf(usesOfBulletin('nhac', ALL))).toEqual([
    'campaign rac chime',
    'session sang opening',
    'suspension tet substitute',
  ]);
  expect(textsOf(usesOfBulletin('chao', ALL))).toEqual(['session sang closing']);
  expect(usesOfBulletin('khong', ALL)).toEqual([]);
});
