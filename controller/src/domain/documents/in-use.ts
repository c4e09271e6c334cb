import type { DocumentKind, Documents } from '@loa/protocol/programme';

/** All documents of a city, by kind. */
export type AllDocuments = { readonly [K in DocumentKind]: readonly Documents[K][] };

/** A document that names another thing, and where. */
export interface Use {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly field: string;
}

/**
 * [DOC16] What keeps a document from being removed. Orders of a day, decisions and answers that name
 * what is gone are passed over: they keep nothing.
 */
export function usesOfDocument(kind: DocumentKind, id: string, all: AllDocuments): Use[] {
  switch (kind) {
    case 'session':
      return all.campaign
        .filter(({ placement }) => placement.kind === 'sessions' && placement.sessions.includes(id))
        .map((one) => ({ kind: 'campaign', id: one.id, field: 'placement.sessions' }));
    case 'campaign':
    case 'relay':
      return all.suspension
        .filter(({ exceptions }) => exceptions.some((item) => item === id))
        .map((one) => ({ kind: 'suspension', id: one.id, field: 'exceptions' }));
    default:
      return [];
  }
}

/** [DOC17] Documents that would lose a bulletin. */
export function usesOfBulletin(bulletinId: string, all: AllDocuments): Use[] {
  const is = (id: string | null) => id === bulletinId;
  const use =
    (kind: DocumentKind, field: string) =>
    ({ id }: { readonly id: string }): Use => ({ kind, id, field });
  return [
    ...all.campaign.filter(({ bulletins }) => bulletins.some(is)).map(use('campaign', 'bulletins')),
    ...all.campaign.filter(({ chime }) => is(chime)).map(use('campaign', 'chime')),
    ...all.session.filter(({ opening }) => is(opening)).map(use('session', 'opening')),
    ...all.session.filter(({ closing }) => is(closing)).map(use('session', 'closing')),
    ...all.suspension
      .filter(({ substitute }) => is(substitute))
      .map(use('suspension', 'substitute')),
    ...all.relay.filter(({ fallback }) => is(fallback)).map(use('relay', 'fallback')),
    ...all.distribution.filter(({ bulletin }) => is(bulletin)).map(use('distribution', 'bulletin')),
  ];
}
