import type { Bulletin as BulletinEntity } from '@loa/protocol/console-api';
import type { Bulletin } from '../../domain/library/bulletin.ts';
import type { Actor } from '../../domain/policy/actor.ts';
import { bulletinView } from '../../presentation/views.ts';
import type { HttpDeps } from './deps.ts';

/** Bulletins as this reader is shown them, people by name. */
export function bulletinViewer(
  { engine }: Pick<HttpDeps, 'engine'>,
  actor: Actor,
): (bulletin: Bulletin) => BulletinEntity {
  const standingOf = engine.approvals.standings(actor);
  const nameOf = (username: string) => engine.accounts.nameOf(username);
  return (bulletin) => bulletinView(bulletin, { standing: standingOf(bulletin), nameOf });
}
