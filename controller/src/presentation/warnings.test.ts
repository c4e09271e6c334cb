import { parseItemId, parseUnitId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import type { RelayView } from '../engine/relay-facade.ts';
import { relayWarning } from './warnings.ts';

const relay: RelayView = {
  relayId: parseItemId('dai-tinh'),
  title: 'Đài tỉnh',
  unitId: parseUnitId('tam-ky'),
  ...{ phase: 'failing', cueId: null, startAtUs: null, endAtUs: null },
  ...{ levelDb: null, lack: 'dead', fault: null, fallback: null },
};

test('[EXP38] a relay whose source is dead or silent is warned of, and no other', () => {
  expect(relayWarning(relay, 'vi')).toEqual({
    id: 'relay-lacks/dai-tinh',
    unit: 'tam-ky',
    kind: 'relay-lacks',
    text: 'Nguồn tiếp âm “Đài tỉnh”: không có tín hiệu.',
    relayId: 'dai-tinh',
    lack: 'dead',
  });
  const silent = relayWarning({ ...relay, lack: 'silent' }, 'en');
  expect(silent?.text).toBe('The source of relay “Đài tỉnh”: silence.');
  expect(relayWarning({ ...relay, lack: null }, 'vi')).toBeNull();
});
