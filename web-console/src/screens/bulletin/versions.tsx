import type { Bulletin } from '@loa/protocol/console-api';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useBulletins } from '../../session/queries.ts';
import { versionsOf } from '../../state/bulletin-draft.ts';
import { Panel } from '../../ui/parts.tsx';
import { BulletinState } from '../shared/bulletin-state.tsx';
import { tongueText } from '../shared/words.ts';

/** The same in other languages. */
export function Versions({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const versions = versionsOf(useBulletins().data ?? [], bulletin);
  const others = versions.filter((one) => one.bulletinId !== bulletin.bulletinId);
  if (others.length === 0) return null;
  return (
    <Panel title={t('bulletin.versions')} testId="bulletin-versions">
      <ul className="l-list">
        {others.map((one) => (
          <li key={one.bulletinId} className="item l-row">
            <div className="l-grow">
              <Link href={`/library/${one.bulletinId}`} className="l-link">
                {one.title}
              </Link>
              <div className="l-small l-soft">{tongueText(t, one.language)}</div>
            </div>
            <BulletinState bulletin={one} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
