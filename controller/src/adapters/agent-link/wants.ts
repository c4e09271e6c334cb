import type { FromNode, ToNode } from '@loa/protocol/agent-link';
import { encodeAssetChunk } from '@loa/protocol/frame';
import type { AssetId } from '@loa/protocol/vocabulary';
import { decodeBase64Url } from '@loa/runtime/pure';
import type { AssetStore } from '../../engine/asset-store-port.ts';
import type { DocumentName } from './exchange.ts';
import type { Frame } from './frames.ts';
import type { Want } from './outbox.ts';
import type { ReadyFrames } from './ready-frames.ts';

export interface WantSources {
  readonly assets: Pick<AssetStore, 'manifest' | 'chunk'>;
  readonly frames: ReadyFrames;
  /** Asks the engine, which has them in the database. */
  readonly document: (name: DocumentName) => Promise<string | null>;
}

type DocumentWants = Extract<FromNode, { kind: 'node/want-documents' }>;

/** One want a document, so that each waits its turn. */
export function wantDocuments(sources: WantSources, message: DocumentWants): Want[] {
  const authorisations = message.authorisations.map((id): Want => {
    return async () => {
      // Not kept: its name is that of its body, and the signature may be renewed.
      const envelope = await sources.document({ kind: 'authorisation', id });
      if (envelope === null) return unavailable({ kind: 'authorisation', id });
      return `{"kind":"controller/authorisation","authorisation":${envelope}}`;
    };
  });
  const pages = message.pages.map((hash): Want => {
    return async () => {
      const frame = await sources.frames.get(`page ${hash}`, async () => {
        const text = await sources.document({ kind: 'page', hash });
        return text === null ? null : said({ kind: 'controller/day-page', hash, text });
      });
      return frame ?? unavailable({ kind: 'page', hash });
    };
  });
  return [...authorisations, ...pages];
}

export function wantManifest({ assets, frames }: WantSources, assetId: AssetId): Want {
  return async () => {
    const frame = await frames.get(`manifest ${assetId}`, async () => {
      const read = await assets.manifest(assetId);
      if (read.outcome !== 'found') return null;
      return said({ kind: 'controller/asset-manifest', assetId, text: read.content });
    });
    return frame ?? unavailable({ kind: 'asset', id: assetId });
  };
}

/** The chunk's frame where others have asked for it before. */
export function readyChunk({ frames }: WantSources, assetId: AssetId, index: number): Frame | null {
  return frames.ready(chunkName(assetId, index));
}

export function wantChunk(sources: WantSources, assetId: AssetId, index: number): Want {
  return async () => {
    const frame = await sources.frames.get(chunkName(assetId, index), async () => {
      const read = await sources.assets.chunk(assetId, index);
      if (read.outcome !== 'found') return null;
      return encodeAssetChunk({ asset: decodeBase64Url(assetId), index, bytes: read.content });
    });
    return frame ?? unavailable({ kind: 'asset', id: assetId });
  };
}

function chunkName(assetId: AssetId, index: number): string {
  return `chunk ${index} ${assetId}`;
}

function unavailable(what: Extract<ToNode, { kind: 'controller/unavailable' }>['what']): string {
  return said({ kind: 'controller/unavailable', what });
}

function said(message: ToNode): string {
  return JSON.stringify(message);
}
