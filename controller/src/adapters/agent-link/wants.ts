import type { FromNode, ToNode } from '@loa/protocol/agent-link';
import { encodeAssetChunk } from '@loa/protocol/frame';
import type { AssetId } from '@loa/protocol/vocabulary';
import { decodeBase64Url } from '@loa/runtime/pure';
import type { AssetStore } from '../../engine/asset-store-port.ts';
import type { PlanDocuments } from '../../engine/facades.ts';
import type { Want } from './outbox.ts';

type Assets = Pick<AssetStore, 'manifest' | 'chunk'>;
type DocumentWants = Extract<FromNode, { kind: 'node/want-documents' }>;

/** One want a document, so that each waits its turn. */
export function wantDocuments(documents: PlanDocuments, message: DocumentWants): Want[] {
  const authorisations = message.authorisations.map((id): Want => {
    return async () => {
      const envelope = documents.authorisation(id);
      if (envelope === null) return unavailable({ kind: 'authorisation', id });
      return `{"kind":"controller/authorisation","authorisation":${envelope}}`;
    };
  });
  const pages = message.pages.map((hash): Want => {
    return async () => {
      const text = documents.page(hash);
      if (text === null) return unavailable({ kind: 'page', hash });
      return said({ kind: 'controller/day-page', hash, text });
    };
  });
  return [...authorisations, ...pages];
}

export function wantManifest(assets: Assets, assetId: AssetId): Want {
  return async () => {
    const read = await assets.manifest(assetId);
    if (read.outcome !== 'found') return unavailable({ kind: 'asset', id: assetId });
    return said({ kind: 'controller/asset-manifest', assetId, text: read.content });
  };
}

export function wantChunk(assets: Assets, assetId: AssetId, index: number): Want {
  return async () => {
    const read = await assets.chunk(assetId, index);
    if (read.outcome !== 'found') return unavailable({ kind: 'asset', id: assetId });
    return encodeAssetChunk({ asset: decodeBase64Url(assetId), index, bytes: read.content });
  };
}

function unavailable(what: Extract<ToNode, { kind: 'controller/unavailable' }>['what']): string {
  return said({ kind: 'controller/unavailable', what });
}

function said(message: ToNode): string {
  return JSON.stringify(message);
}
