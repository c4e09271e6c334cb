import { IconVolumeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMutes } from '../../session/mutes.ts';
import { useLanguage, useLive, useWorkspace } from '../../session/workspace.tsx';
import { NO_TARGETS } from '../../state/draft.ts';
import { Panel } from '../../ui/parts.tsx';
import { EndMute } from '../shared/end-mute.tsx';
import { MoreList } from '../shared/more.tsx';
import { muteText } from '../shared/mute-words.ts';
import { targetsText } from '../shared/words.ts';

const SHOWN_FIRST = 5;

/** What is lowered or muted today, and who may end it. */
export function Mutes() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { city } = useWorkspace();
  const { view: live } = useLive();
  const mutes = useMutes();
  return (
    <Panel
      title={t('mute.standing')}
      icon={<IconVolumeOff size={22} aria-hidden="true" />}
      testId="rules-mute"
    >
      {mutes.length === 0 ? (
        <p>{t('mute.none')}</p>
      ) : (
        <MoreList
          items={mutes}
          first={SHOWN_FIRST}
          draw={(view) => {
            const targets = { ...NO_TARGETS, nodes: view.document.nodes };
            return (
              <li key={view.document.id} className="item rule" data-testid="mute">
                <div>
                  <div className="item-title">{muteText(t, view.document, language)}</div>
                  <div className="l-small">
                    {targetsText(t, targets, { city, nodes: live?.nodes.values() ?? [] })}
                  </div>
                  <div className="l-small l-soft">{t('mute.by', { name: view.author })}</div>
                </div>
                <EndMute view={view} />
              </li>
            );
          }}
        />
      )}
    </Panel>
  );
}
