import { type PageHash, parsePageHash } from '@loa/protocol/vocabulary';
import { VirtualTime } from '@loa/testing';
import { expect, it } from 'vitest';
import type { Uplink } from '../ports.ts';
import { DocumentFetcher } from './document-fetcher.ts';
import type { PlanKeeper } from './plan-keeper.ts';

const PAGE = parsePageHash('P'.repeat(43));

it('[LNK29] says that a plan stands only when its pages do, and asks again for what was not to be had', async () => {
  const time = new VirtualTime();
  let missing: PageHash[] = [PAGE];
  const said: string[] = [];
  const uplink = {
    isUp: () => true,
    wantDocuments: () => said.push('want') > 0,
    planApplied: (version: number) => said.push(`applied ${version}`) > 0,
  } as unknown as Uplink;
  const plans = {
    outstanding: () => ({ pages: missing, authorisations: [] }),
    headVersion: () => 3,
  } as unknown as PlanKeeper;
  const { timers } = time.machine();
  const documents = new DocumentFetcher({ timers, uplink, plans, refused: () => [] });
  documents.connected();
  documents.answered(PAGE, true);
  await time.advance(29);
  expect(said).toEqual(['want']);
  await time.advance(2);
  expect(said).toEqual(['want', 'want']);
  missing = [];
  documents.answered(PAGE, false);
  expect(said).toEqual(['want', 'want', 'applied 3']);
});
