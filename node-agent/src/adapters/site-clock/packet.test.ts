import { mulberry32 } from '@loa/runtime/pure';
import { describe, expect, it } from 'vitest';
import { parsePeer } from './addresses.ts';
import { decodePacket, encodePacket, PACKET_BYTES, type SitePacket } from './packet.ts';
import { PacketRates } from './packet-rates.ts';

const KEY = new Uint8Array(32).fill(7);
const NONCE = 'AAECAwQFBgcICQoL';
const ANSWER: SitePacket = {
  kind: 'answer',
  nonce: NONCE,
  t2Us: 7_000_000_123.5,
  t3Us: 7_000_000_130,
  published: {
    timelineId: 'Dòng thời gian 1',
    atUs: 7_000_000_000,
    offsetUs: 1_800_000_000_000_000,
    skew: -4.1e-5,
    slewUs: 312.5,
    isFresh: true,
  },
};

describe('packets of the site', () => {
  it.each([ANSWER, { kind: 'question', nonce: NONCE }, { kind: 'nothing', nonce: NONCE }] as const)(
    '[SYN48] are of one size and read as written: $kind',
    (packet) => {
      const bytes = encodePacket(packet, KEY);
      expect(bytes).toHaveLength(PACKET_BYTES);
      expect(decodePacket(bytes, KEY)).toEqual(packet);
    },
  );

  it('[SYN48] count with their key alone, unchanged in every bit', () => {
    const bytes = encodePacket(ANSWER, KEY);
    expect(decodePacket(bytes, new Uint8Array(32).fill(8))).toBeNull();
    expect(decodePacket(bytes.subarray(1), KEY)).toBeNull();
    for (let bit = 0; bit < PACKET_BYTES * 8; bit++) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(decodePacket(changed, KEY)).toBeNull();
    }
  });

  it('[SYN48] any bytes are read or refused, never an error', () => {
    const chance = mulberry32(12);
    for (let i = 0; i < 2_000; i++) {
      const length = i % 3 === 0 ? PACKET_BYTES : Math.floor(chance() * 300);
      const bytes = Uint8Array.from({ length }, () => chance() * 256);
      expect(decodePacket(bytes, KEY)).toBeNull();
    }
    const endless = { ...ANSWER, t2Us: Number.POSITIVE_INFINITY };
    expect(decodePacket(encodePacket(endless, KEY), KEY)).toBeNull();
  });

  it('[SYN48] cost what is allowed: 2,000 a second, 40 of one peer, 64 peers', () => {
    const rates = new PacketRates();
    const admitted = Array.from({ length: 3_000 }, () => rates.admits(5e6)).filter(Boolean);
    expect(admitted).toHaveLength(2_000);
    expect(rates.admits(6e6)).toBe(true);
    const asked = Array.from({ length: 100 }, () => rates.admitsPeer('a', 6e6)).filter(Boolean);
    expect(asked).toHaveLength(40);
    expect(rates.admitsPeer('a', 6.1e6)).toBe(true);
    for (let peer = 1; peer < 64; peer++) expect(rates.admitsPeer(`p${peer}`, 7e6)).toBe(true);
    expect(rates.admitsPeer('one too many', 7e6)).toBe(false);
    expect(rates.admitsPeer('one too many', 80e6)).toBe(true);
  });

  it('[SYN49] an address is four numbers and a port; names are not looked up', () => {
    expect(parsePeer('10.0.0.7:7355')).toEqual({ host: '10.0.0.7', port: 7355 });
    for (const text of ['', 'host:7355', '10.0.0.7', '10.0.0.7:0', '10.0.0.256:1', '::1:7355']) {
      expect(parsePeer(text)).toBeNull();
    }
  });
});
