/**
 * What the engine may rely on of its stores, whatever keeps them. Run on every implementation.
 */
import { parseCueId, parseItemId, parseNodeId, parsePageHash } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stores } from '../../src/engine/ports.ts';
import {
  ASSET,
  AUTHORISATION,
  aBulletin,
  aCity,
  aCue,
  aNode,
  anOccurrence,
  anOrder,
  aReceipt,
  aRelay,
  aStored,
  BULLETIN,
  CUE,
  NODE,
  OTHER_NODE,
  START_US,
  WARD,
} from '../support/stored-things.ts';

const PAGE = parsePageHash('P'.repeat(43));

export function describeStores(make: () => { stores: Stores; dispose(): void }): void {
  let stores: Stores;
  let dispose: () => void;
  beforeEach(() => {
    ({ stores, dispose } = make());
  });
  afterEach(() => dispose());

  test('[STO3] a city comes back as it was put, in its order', () => {
    expect(stores.city.load()).toBeNull();
    stores.city.replace(aCity());
    stores.city.replace(aCity());
    const loaded = stores.city.load();
    expect(loaded).toEqual(aCity());
    expect([...(loaded?.nodes.keys() ?? [])]).toEqual([NODE, OTHER_NODE]);
  });

  test('[STO3] a node is added at the end, or changed in its place', () => {
    stores.city.replace(aCity());
    const added = aNode(parseNodeId('an-my-02'));
    stores.city.putNode(added);
    stores.city.putNode({ ...aNode(), name: 'Cụm loa chợ' });
    const nodes = [...(stores.city.load()?.nodes.values() ?? [])];
    expect(nodes.map((node) => node.name)).toEqual([
      'Cụm loa chợ',
      `Cụm loa ${OTHER_NODE}`,
      added.name,
    ]);
  });

  test('[STO3] replacing the city keeps identities and receipts', () => {
    stores.city.replace(aCity());
    stores.fleet.putIdentity({
      nodeId: NODE,
      publicKey: 'k',
      enrolledAtMs: 1,
      connectionEpoch: 3,
      lastSeenMs: null,
    });
    stores.receipts.append(NODE, [aReceipt(1)]);
    stores.city.replace({ ...aCity(), nodes: new Map(), zones: new Map() });
    expect(stores.fleet.identity(NODE)?.connectionEpoch).toBe(3);
    expect(stores.receipts.through(NODE)).toBe(1);
  });

  test('[STO3] bulletins, newest first, with their sources', () => {
    stores.library.put(aBulletin());
    stores.library.setSource(BULLETIN, 'hash-1');
    stores.library.put(aBulletin({ revision: 2, title: 'Mới' }));
    stores.library.setSource(BULLETIN, 'hash-2');
    expect(stores.library.list()).toEqual([aBulletin({ revision: 2, title: 'Mới' })]);
    expect(stores.library.get(BULLETIN)?.title).toBe('Mới');
    expect(stores.library.sourceOf(BULLETIN)).toBe('hash-2');
    stores.library.remove(BULLETIN);
    expect(stores.library.get(BULLETIN)).toBeNull();
    expect(stores.library.sourceOf(BULLETIN)).toBeNull();
  });

  test('[STO3] a source may be noted before its bulletin within a transaction', () => {
    stores.transactions.run(() => {
      stores.library.setSource(BULLETIN, 'hash');
      stores.library.put(aBulletin());
    });
    expect(stores.library.sourceOf(BULLETIN)).toBe('hash');
  });

  test('[STO3] sound is in use while a bulletin or a valid occurrence cites it', () => {
    expect(stores.library.assetInUse(ASSET, 0)).toBe(false);
    stores.library.put(aBulletin());
    expect(stores.library.assetInUse(ASSET, START_US * 2)).toBe(true);
    stores.library.remove(BULLETIN);
    stores.calendar.put([anOccurrence()]);
    expect(stores.library.assetInUse(ASSET, START_US)).toBe(true);
    expect(stores.library.assetInUse(ASSET, START_US + 3600e6)).toBe(false);
  });

  test('[STO3] documents of a kind by id, changed and removed; undone ones were never there', () => {
    const later = { ...aRelay(), id: parseItemId('tiep-am-toi') };
    stores.documents.put('relay', aStored(later));
    stores.documents.put('relay', aStored(aRelay()));
    expect(stores.documents.list('relay').map(({ body }) => body.id)).toEqual([
      'tiep-am-sang',
      'tiep-am-toi',
    ]);
    expect(stores.documents.list('campaign')).toEqual([]);
    const change = { ...aRelay(), minutes: 20 };
    stores.documents.put('relay', { ...aStored(change), origin: 'console' });
    expect(stores.documents.get('relay', change.id)).toMatchObject({
      body: { minutes: 20 },
      origin: 'console',
    });
    const undone = () =>
      stores.transactions.run(() => {
        stores.documents.remove('relay', change.id);
        expect(stores.documents.get('relay', change.id)).toBeNull();
        throw new Error('no');
      });
    expect(undone).toThrow('no');
    expect(stores.documents.get('relay', change.id)?.body.minutes).toBe(20);
  });

  test('[STO3] occurrences that touch an interval, by start and id', () => {
    const later = anOccurrence({
      cueId: parseCueId('b@2026-11-22T06:00'),
      startAtUs: START_US + 1800e6,
      validUntilUs: START_US + 1900e6,
    });
    const same = anOccurrence({ cueId: parseCueId('a@2026-11-22T05:30') });
    stores.calendar.put([later, anOccurrence(), same]);
    const ids = (fromUs: number, toUs: number): string[] =>
      stores.calendar.between(fromUs, toUs).map((occurrence) => occurrence.cueId);
    expect(ids(0, 9e15)).toEqual([same.cueId, CUE, later.cueId]);
    expect(ids(START_US + 910e6, START_US + 1800e6)).toEqual([]);
    expect(ids(START_US + 1800e6, START_US + 1800e6 + 1)).toEqual([later.cueId]);
    expect(stores.calendar.get(CUE)).toEqual(anOccurrence());
    stores.calendar.markStopped(CUE, START_US + 5);
    expect(stores.calendar.get(CUE)?.stoppedAtUs).toBe(START_US + 5);
    stores.calendar.remove([CUE, same.cueId]);
    expect(ids(0, 9e15)).toEqual([later.cueId]);
  });

  test('[STO3] the occurrences of an item are those at its own times and in sessions', () => {
    const names = [
      ...['rac@2026-11-22T05:30', 'rac@2026-11-22T05:30.1', 'rac~sang@2026-11-22T05:30'],
      ...['rac-2@2026-11-22T05:30', 'rac.2~sang@2026-11-22T05:30', 'ra@2026-11-22T05:30'],
    ].map(parseCueId);
    stores.calendar.put(names.map((cueId) => anOccurrence({ cueId })));
    const found = stores.calendar.ofItem(parseItemId('rac'));
    expect(found.map(({ cueId }) => cueId)).toEqual(names.slice(0, 3));
  });

  test('[PRF8] what was removed is no more, until a node is said to have sounded it', () => {
    const withdrawn = { why: 'withdrawn', rule: null } as const;
    stores.calendar.put([anOccurrence()]);
    stores.calendar.restoreWithdrawn([CUE]);
    expect(stores.calendar.get(CUE)).toEqual(anOccurrence());
    stores.calendar.remove([CUE]);
    const { cursor } = stores.calendar.changedSince(0);
    stores.calendar.restoreWithdrawn([CUE, parseCueId('khong-co@2026-11-22T05:30')]);
    expect(stores.calendar.get(CUE)).toEqual(anOccurrence({ withheld: withdrawn }));
    expect(stores.calendar.changedSince(cursor).cueIds).toEqual(new Set([CUE]));
    stores.calendar.remove([CUE]);
    stores.calendar.put([anOccurrence()]);
    expect(stores.calendar.get(CUE)).toEqual(anOccurrence());
  });

  test('[STO3] the calendar tells which occurrences may differ since it was asked last', () => {
    const start = stores.calendar.changedSince(0);
    expect(start.cueIds).toBeNull();
    stores.calendar.put([anOccurrence()]);
    const put = stores.calendar.changedSince(start.cursor);
    expect(put.cueIds).toEqual(new Set([CUE]));
    expect(stores.calendar.changedSince(put.cursor).cueIds).toEqual(new Set());
    stores.calendar.markStopped(CUE, START_US);
    stores.calendar.remove([CUE]);
    expect(stores.calendar.changedSince(put.cursor).cueIds).toEqual(new Set([CUE]));
    // More than is remembered: everything may differ.
    const many = Array.from({ length: 60_000 }, () => CUE);
    stores.transactions.run(() => stores.calendar.remove(many));
    expect(stores.calendar.changedSince(put.cursor).cueIds).toBeNull();
  });

  test('[STO3] a city that was read within a transaction which is undone is read again', () => {
    stores.city.replace(aCity());
    const before = stores.city.load();
    expect(stores.city.load()).toBe(before);
    expect(stores.transactions.run(() => stores.city.load())).toBe(before);
    const undone = () =>
      stores.transactions.run(() => {
        stores.city.putNode({ ...aNode(), name: 'Khác' });
        expect(stores.city.load()?.nodes.get(NODE)?.name).toBe('Khác');
        throw new Error('undone');
      });
    expect(undone).toThrow('undone');
    expect(stores.city.load()).toEqual(before);
  });

  test('[STO3] order sequences count up by one and are never given twice', () => {
    expect(stores.plan.lastOrderSequence()).toBe(0);
    const first = stores.plan.appendOrder((sequence) =>
      anOrder(sequence, { add: [aCue()], cancel: { kind: 'everything' } }),
    );
    expect(first.sequence).toBe(1);
    expect(() =>
      stores.plan.appendOrder(() => {
        throw new Error('the signer failed');
      }),
    ).toThrow('the signer failed');
    const expired = { expiresAtUs: START_US + 1 };
    stores.plan.appendOrder((sequence) => anOrder(sequence, expired));
    expect(stores.plan.lastOrderSequence()).toBe(2);
    expect(stores.plan.validOrders(START_US + 1)).toEqual([first]);
    expect(stores.plan.validOrders(START_US)).toHaveLength(2);
  });

  test('[STO11] a sequence is at least what is asked for, and never falls back', () => {
    expect(stores.plan.appendOrder((sequence) => anOrder(sequence), 5000).sequence).toBe(5000);
    expect(stores.plan.appendOrder((sequence) => anOrder(sequence), 10).sequence).toBe(5001);
  });

  test('[PRF4] a cue is sent when the node confirmed the head or the order that has it', () => {
    const text = JSON.stringify({ day: '2026-11-22', cues: [aCue()] });
    const headOf = (version: number, hashes: string[]) => ({
      nodeId: NODE,
      version,
      envelope: JSON.stringify({
        body: JSON.stringify({ pages: hashes.map((hash) => ({ hash })) }),
      }),
      contentHash: `c${version}`,
    });
    stores.plan.putPages([{ hash: PAGE, day: '2026-11-22', text }]);
    stores.plan.putHeads([headOf(1, [])]);
    stores.plan.markApplied(NODE, 1, 100);
    expect(stores.plan.sentAt(CUE).has(NODE)).toBe(false);
    stores.plan.putHeads([headOf(2, [PAGE])]);
    stores.plan.putHeads([headOf(3, [PAGE])]);
    expect(stores.plan.sentAt(CUE).has(NODE)).toBe(false);
    stores.plan.markApplied(NODE, 3, 300);
    stores.plan.markApplied(NODE, 3, 350);
    expect(stores.plan.sentAt(CUE).get(NODE)).toBe(300);
    expect(stores.plan.sentAt(CUE).has(OTHER_NODE)).toBe(false);
    expect(stores.plan.applied(NODE)).toEqual({ version: 3, atUs: 350 });
    stores.plan.putHeads([headOf(4, [])]);
    stores.plan.markApplied(NODE, 4, 400);
    expect(stores.plan.sentAt(CUE).get(NODE)).toBe(300);

    const sent = parseCueId('gui@2026-11-22T05:29:10');
    stores.plan.appendOrder((sequence) => anOrder(sequence, { add: [aCue(sent)] }));
    stores.plan.markOrderApplied(1, OTHER_NODE, 'not-addressed', 500);
    expect(stores.plan.sentAt(sent).has(OTHER_NODE)).toBe(false);
    stores.plan.markOrderApplied(1, NODE, 'applied', 510);
    stores.plan.markOrderApplied(1, NODE, 'applied', 999);
    stores.plan.markOrderApplied(77, NODE, 'applied', 999);
    expect(stores.plan.sentAt(sent).get(NODE)).toBe(510);
  });

  test('[STO3] heads, pages and authorisations by name', () => {
    const head = { nodeId: NODE, version: 7, envelope: '{}', contentHash: 'x' };
    stores.plan.putHeads([head]);
    stores.plan.putHeads([{ ...head, version: 8 }]);
    expect(stores.plan.head(NODE)).toEqual({ ...head, version: 8 });
    expect(stores.plan.heads()).toHaveLength(1);
    expect(stores.plan.page(PAGE)).toBeNull();
    stores.plan.putAuthorisation(AUTHORISATION, 'envelope', BULLETIN);
    stores.plan.putAuthorisation(AUTHORISATION, 'envelope', BULLETIN);
    expect(stores.plan.authorisation(AUTHORISATION)).toBe('envelope');
  });

  test('[FLT2] a new code voids the former, tries are counted', () => {
    stores.fleet.putCode(NODE, 'one', 1000);
    stores.fleet.countTry(NODE);
    stores.fleet.countTry(NODE);
    expect(stores.fleet.code(NODE)).toEqual({ codeHash: 'one', expiresAtMs: 1000, tries: 2 });
    stores.fleet.putCode(NODE, 'two', 2000);
    expect(stores.fleet.code(NODE)).toEqual({ codeHash: 'two', expiresAtMs: 2000, tries: 0 });
    stores.fleet.removeCode(NODE);
    expect(stores.fleet.code(NODE)).toBeNull();
  });

  test('[STO4] receipts are stored once, acknowledged without gaps', () => {
    expect(stores.receipts.append(NODE, [aReceipt(1), aReceipt(2)])).toBe(2);
    expect(stores.receipts.append(NODE, [aReceipt(1), aReceipt(2), aReceipt(4)])).toBe(2);
    expect(stores.receipts.append(NODE, [aReceipt(2, { positionFrames: 9 })])).toBe(2);
    expect(stores.receipts.append(NODE, [aReceipt(3, { kind: 'ended', why: 'finished' })])).toBe(4);
    expect(stores.receipts.through(NODE)).toBe(4);
    expect(stores.receipts.append(OTHER_NODE, [aReceipt(1, { nodeId: OTHER_NODE })])).toBe(1);
    const lines = stores.receipts.ofCue(CUE);
    expect(lines.map((line) => [line.nodeId, line.sequence])).toEqual([
      [NODE, 1],
      [NODE, 2],
      [NODE, 3],
      [NODE, 4],
      [OTHER_NODE, 1],
    ]);
    expect(lines[1]).toEqual(aReceipt(2));
    const { receipts } = stores;
    expect(receipts.ofCueOn(CUE, NODE)).toEqual(lines.slice(0, 4));
    expect(receipts.ofCueAmong(CUE, { from: '', before: null })).toEqual(lines);
    expect(receipts.ofCueAmong(CUE, { from: '', before: OTHER_NODE })).toEqual(lines.slice(0, 4));
    expect(receipts.ofCueAmong(CUE, { from: OTHER_NODE, before: null })).toEqual(lines.slice(4));
    expect(receipts.firstHeardUs(CUE)).toBe(aReceipt(1).atUs);
    expect(receipts.firstHeardUs('khong-co@2026-11-22T05:30' as never)).toBeNull();
    expect(stores.receipts.ofCues([])).toEqual([]);
  });

  test('[STO3] accounts, sessions and failures', () => {
    const account = {
      username: 'an-my',
      name: 'Nguyễn Thị Hoa',
      role: 'broadcaster',
      unitId: WARD,
      language: 'vi',
      passwordHash: '$argon2id$…',
      disabled: false,
    } as const;
    stores.accounts.put(account);
    stores.accounts.setLanguage('an-my', 'en');
    expect(stores.accounts.get('an-my')).toEqual({ ...account, language: 'en' });
    stores.accounts.putSession('h1', 'an-my', 1, 100);
    stores.accounts.putSession('h2', 'an-my', 1, 50);
    stores.accounts.touchSession('h1', 200);
    expect(stores.accounts.session('h1')).toMatchObject({ username: 'an-my', expiresAtMs: 200 });
    stores.accounts.removeExpiredSessions(50);
    expect(stores.accounts.session('h2')).toBeNull();
    stores.accounts.removeSessionsOf('an-my');
    expect(stores.accounts.session('h1')).toBeNull();
    stores.accounts.addFailure('an-my|::1', 10);
    stores.accounts.addFailure('an-my|::1', 20);
    expect(stores.accounts.failures('an-my|::1', 11)).toBe(1);
    stores.accounts.clearFailures('an-my|::1');
    expect(stores.accounts.failures('an-my|::1', 0)).toBe(0);
  });

  test('[STO3] a transaction is all or nothing, and nests', () => {
    expect(() =>
      stores.transactions.run(() => {
        stores.transactions.run(() => stores.library.put(aBulletin()));
        stores.calendar.put([anOccurrence()]);
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    expect(stores.library.list()).toEqual([]);
    expect(stores.calendar.get(CUE)).toBeNull();
  });

  test('[STO3] a city that a transaction took back was never there', () => {
    stores.city.replace(aCity());
    expect(() =>
      stores.transactions.run(() => {
        stores.city.replace({ ...aCity(), nodes: new Map() });
        expect(stores.city.load()?.nodes.size).toBe(0);
        throw new Error('changed my mind');
      }),
    ).toThrow();
    expect(stores.city.load()?.nodes.size).toBe(2);
  });
}
