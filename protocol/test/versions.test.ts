/** What a later version may add without breaking this one, and what it may not. */
import { fromNodeSchema, helloBodySchema, toNodeSchema } from '@loa/protocol/agent-link';
import { assetManifestSchema } from '@loa/protocol/asset';
import { envelopeSchema, orderSchema, planHeadSchema } from '@loa/protocol/signed';
import { describe, expect, it } from 'vitest';

const digest = 'A'.repeat(43);
const envelope = { kind: 'hello', body: '{}', kid: 'node:a', signature: 'A'.repeat(86) };
const hello = {
  protocol: 1,
  nonce: digest,
  nodeId: 'a',
  bootId: 'b',
  connectionEpoch: 1,
  version: '1',
  sink: 'pulse',
  capabilities: [],
  keyringVersion: 0,
  headVersion: 0,
  orderCursor: 0,
};
const order = {
  city: 'tp',
  sequence: 1,
  issuedAtUs: 1.8e15,
  effectiveAtUs: 1.8e15,
  expiresAtUs: 1.8e15,
  targets: { units: ['tp'], zones: [], nodes: [] },
  add: [],
  cancel: { kind: 'nothing' },
};
const head = {
  city: 'tp',
  nodeId: 'a',
  version: 1,
  issuedAtUs: 1.8e15,
  effectiveAtUs: 1.8e15,
  units: ['tp'],
  zones: [],
  settings: {
    gainDb: 0,
    emergencyGainDb: 0,
    maxGainDb: 0,
    trimUs: 0,
    stagger: { kind: 'none' },
    levels: [],
    utcOffsets: [],
    mutes: [],
  },
  pages: [],
};
const manifest = {
  codec: 'opus-48000-mono-20ms',
  durationFrames: 960,
  preSkipFrames: 312,
  packets: 2,
  chunkPackets: 2,
  chunks: [digest],
};

describe('a field that this version does not know', () => {
  it.each([
    ['a message to a node', toNodeSchema, { kind: 'controller/receipts-ack', through: 1 }],
    ['a refusal, whatever its code', toNodeSchema, refusal('of-a-later-version')],
    ['a message of a node', fromNodeSchema, { kind: 'node/clock', t1Us: 1 }],
    ['an envelope', envelopeSchema, envelope],
    ['a hello', helloBodySchema, hello],
  ])('[LNK6] is passed over in %s', (_, schema, value) => {
    expect(schema.parse({ ...value, later: 1 })).toEqual(value);
  });

  it.each([
    ['an order', orderSchema, order],
    ['a plan head', planHeadSchema, head],
    ['an asset manifest', assetManifestSchema, manifest],
  ])('[SGN25] has %s refused', (_, schema, value) => {
    expect(schema.parse(value)).toEqual(value);
    expect(schema.safeParse({ ...value, onlyOnSundays: true }).success).toBe(false);
  });
});

function refusal(code: string): object {
  return { kind: 'controller/refused', code, message: '' };
}
