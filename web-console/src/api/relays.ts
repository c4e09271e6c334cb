/** Relays: how they stand, and what their sources bring. */
import {
  type RelaysEntity,
  type RelayTestEntity,
  relaysSchema,
  relayTestSchema,
} from '@loa/protocol/console-api';
import { requestJson } from './request.ts';

export function fetchRelays(): Promise<RelaysEntity> {
  return requestJson('/api/relays', relaysSchema);
}

/** Listens to the source for some seconds; nothing is sounded. */
export function testRelay(id: string): Promise<RelayTestEntity> {
  const path = `/api/relays/${encodeURIComponent(id)}/test`;
  return requestJson(path, relayTestSchema, { method: 'POST', body: {} });
}
