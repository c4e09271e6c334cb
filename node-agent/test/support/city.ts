import { spawnSync } from 'node:child_process';
import { type AssetManifest, encodeChunk } from '@loa/protocol/asset';
import {
  type Authorisation,
  type Cue,
  LEVEL,
  type NodeSettings,
  type Targets,
} from '@loa/protocol/playout';
import type { Envelope, Keyring, Order, PlanHead, SignedKind } from '@loa/protocol/signed';
import { signingInput } from '@loa/protocol/signed';
import {
  type AssetId,
  type AuthorisationId,
  LIMITS,
  parseAssetId,
  parseAuthorisationId,
  parseBulletinId,
  parseCueId,
  parseItemId,
  parseNodeId,
  parsePageHash,
  parseUnitId,
} from '@loa/protocol/vocabulary';
import { contentName, newSigningKey, readSigningKey, sha256, signBytes } from '@loa/runtime/node';
import { mulberry32 } from '@loa/runtime/pure';

export const CITY = parseUnitId('tam-ky');
export const WARD = parseUnitId('an-my');
export const NODE = parseNodeId('an-my-1');

export interface Signer {
  readonly kid: string;
  readonly publicKey: string;
  sign(kind: SignedKind, body: unknown): Envelope;
}

export function newSigner(kid: string): Signer {
  const { pem, publicKey } = newSigningKey();
  const key = readSigningKey(pem);
  return {
    kid,
    publicKey,
    sign: (kind, body) => {
      const text = JSON.stringify(body);
      const signature = signBytes(signingInput(kind, sha256(text)), key);
      return { kind, body: text, kid, signature };
    },
  };
}

/** A city's keys and the documents they sign, as the controller would make them. */
export class City {
  readonly root = newSigner('root');
  readonly planning = newSigner('planning:1');
  readonly content = newSigner('content:city');
  readonly emergency = newSigner('emergency:1');
  private sequence = 0;

  keyring(version = 1, change: Partial<Keyring> = {}): Envelope {
    return this.root.sign('keyring', {
      city: CITY,
      version,
      issuedAtUs: 1_790_000_000_000_000,
      keys: [
        { ...this.key(this.planning), role: 'planning' },
        { ...this.key(this.content), role: 'content' },
        { ...this.key(this.emergency), role: 'emergency' },
      ],
      ...change,
    });
  }

  private key({ kid, publicKey }: Signer) {
    return { kid, publicKey, units: null };
  }

  authorisation(assets: readonly AssetId[], change: Partial<Authorisation> = {}): Envelope {
    const body: Authorisation = {
      city: CITY,
      bulletin: parseBulletinId('ban-tin'),
      revision: 1,
      assets,
      targets: { units: [CITY], zones: [], nodes: [] },
      class: 'normal',
      notBeforeUs: 1_700_000_000_000_000,
      notAfterUs: 2_000_000_000_000_000,
      dailyWindows: [],
      utcOffsetMinutes: 420,
      maxPlays: 1000,
      maxGainDb: 0,
      approvedBy: 'van-hoa',
      issuedAtUs: 1_790_000_000_000_000,
      ...change,
    };
    const signer = body.class === 'emergency' ? this.emergency : this.content;
    return signer.sign('authorisation', body);
  }

  page(cues: readonly Cue[]): { hash: PlanHead['pages'][number]['hash']; text: string } {
    const text = JSON.stringify({ day: '2026-11-22', cues });
    return { hash: parsePageHash(contentName(text)), text };
  }

  head(version: number, hashes: readonly string[], change: Partial<PlanHead> = {}): Envelope {
    return this.planning.sign('plan-head', {
      city: CITY,
      nodeId: NODE,
      version,
      issuedAtUs: 1_790_000_000_000_000,
      effectiveAtUs: 1_790_000_000_000_000,
      units: [WARD, CITY],
      zones: [],
      settings: SETTINGS,
      pages: hashes.map((hash) => ({ day: '2026-11-22', hash })),
      ...change,
    });
  }

  order(change: Partial<Order> & { nowUs: number }): Envelope {
    const { nowUs, ...rest } = change;
    return this.planning.sign('order', {
      city: CITY,
      sequence: ++this.sequence,
      issuedAtUs: nowUs,
      effectiveAtUs: nowUs,
      expiresAtUs: nowUs + 600e6,
      targets: ALL,
      add: [],
      cancel: { kind: 'nothing' },
      ...rest,
    });
  }
}

export const ALL: Targets = { units: [CITY], zones: [], nodes: [] };
export const SETTINGS: NodeSettings = {
  gainDb: 0,
  emergencyGainDb: 0,
  maxGainDb: 0,
  trimUs: 0,
  stagger: { kind: 'none' },
  ...LEVEL,
};

export function authorisationIdOf(envelope: Envelope): AuthorisationId {
  return parseAuthorisationId(contentName(envelope.body));
}

let cueCount = 0;

export function cueOf(
  asset: Asset,
  authorisation: Envelope,
  change: Partial<Cue> & { startAtUs: number },
): Cue {
  const startAtUs = Math.round(change.startAtUs);
  const seconds = String(cueCount++ % 60).padStart(2, '0');
  return {
    cueId: parseCueId(`${parseItemId(`muc-${cueCount}`)}@2026-11-22T05:30:${seconds}`),
    authorisationId: authorisationIdOf(authorisation),
    assetId: asset.assetId,
    source: 'scheduled',
    class: 'normal',
    priority: 50,
    durationFrames: asset.manifest.durationFrames,
    gainDb: 0,
    whenPreempted: 'continue',
    late: { kind: 'play-within', withinUs: 60e6 },
    validUntilUs: startAtUs + 3_600e6,
    ...change,
    startAtUs,
  } as Cue;
}

/** Prepared sound as the controller's media adapter makes it, and the sound it was made from. */
export interface Asset {
  readonly assetId: AssetId;
  readonly text: string;
  readonly manifest: AssetManifest;
  readonly chunks: readonly Uint8Array[];
  readonly pcm: Float32Array;
}

/** Mono Opus in 20 ms packets, from the real encoder. */
export function encodeOpus(
  pcm: Float32Array,
  codec: readonly string[],
): { packets: Buffer[]; preSkipFrames: number } {
  const raw = Buffer.alloc(pcm.length * 2);
  pcm.forEach((sample, i) => {
    raw.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), i * 2);
  });
  const input = ['-f', 's16le', '-ar', '48000', '-ac', '1', '-i', 'pipe:0'];
  const output = ['-c:a', 'libopus', '-frame_duration', '20', ...codec, '-f', 'ogg', 'pipe:1'];
  const run = spawnSync('ffmpeg', ['-v', 'error', ...input, ...output], {
    input: raw,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(run.stderr.toString());
  const [head, , ...packets] = oggPackets(run.stdout);
  return { packets, preSkipFrames: (head as Buffer).readUInt16LE(10) };
}

export function assetOf(pcm: Float32Array): Asset {
  const { packets, preSkipFrames } = encodeOpus(pcm, ['-b:a', '64k']);
  const chunkPackets = 40;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < packets.length; at += chunkPackets) {
    chunks.push(encodeChunk(packets.slice(at, at + chunkPackets)));
  }
  const manifest: AssetManifest = {
    codec: 'opus-48000-mono-20ms',
    durationFrames: pcm.length,
    preSkipFrames,
    packets: packets.length,
    chunkPackets,
    chunks: chunks.map((chunk) => contentName(chunk)),
  };
  const text = JSON.stringify(manifest);
  if (text.length > LIMITS.manifestBytes) throw new Error('manifest too long');
  return { assetId: parseAssetId(contentName(text)), text, manifest, chunks, pcm };
}

/** Packets of an Ogg file with one stream (RFC 3533, section 6). */
function oggPackets(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let open: Buffer[] = [];
  for (let at = 0; at + 27 <= file.length; ) {
    const count = file.readUInt8(at + 26);
    let body = at + 27 + count;
    for (let i = 0; i < count; i++) {
      const length = file.readUInt8(at + 27 + i);
      open.push(file.subarray(body, body + length));
      body += length;
      if (length < 255) {
        packets.push(Buffer.concat(open));
        open = [];
      }
    }
    at = body;
  }
  return packets;
}

/** Noise in the band of voiced speech whose loudness wanders: every stretch is unlike any other. */
export function speechLike(seconds: number, seed: number): Float32Array {
  const next = mulberry32(seed);
  const pcm = new Float32Array(Math.round(seconds * 48_000));
  let [once, twice, slow] = [0, 0, 0];
  for (let i = 0; i < pcm.length; i++) {
    once += 0.08 * (next() * 2 - 1 - once);
    twice += 0.08 * (once - twice);
    slow += 0.0005 * (next() * 2 - 1 - slow);
    pcm[i] = twice * (1 + Math.min(1.5, Math.abs(slow) * 40));
  }
  return pcm;
}
