import './bulletin.css';
import type { Bulletin } from '@loa/protocol/console-api';
import { HEARD_PERMILLE } from '@loa/protocol/vocabulary';
import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { bulletinAudioUrl } from '../../api/client.ts';
import { Banner, Panel } from '../../ui/parts.tsx';
import { SoundPlayer } from '../../ui/sound-player.tsx';
import { ReviewSteps } from './steps.tsx';
import { useHeard } from './use-heard.ts';

/** Listen, then decide. */
export function Listening(props: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const { bulletin } = props;
  const heard = useHeard(bulletin);
  const isHeard = heard.permille >= HEARD_PERMILLE;
  return (
    <div className="l-stack">
      {bulletin.review.reason === '' ? null : (
        <Banner tone="note" testId="approval-reason">
          {t(`approval.reason.${bulletin.review.how === 'break-glass' ? 'broken' : 'returned'}`, {
            name: bulletin.review.decidedBy ?? '',
            reason: bulletin.review.reason,
          })}
        </Banner>
      )}
      <Panel title={t('approval.listen')}>
        <div className="l-stack">
          <SoundPlayer
            // Another revision is another sound.
            key={bulletin.revision}
            url={bulletinAudioUrl(bulletin.bulletinId)}
            title={bulletin.title}
            durationMs={bulletin.durationMs}
            testId="approval-play"
            onPlayed={heard.onPlayed}
          />
          <Progress
            value={heard.permille / 10}
            size="lg"
            aria-label={t('approval.heard', { percent: Math.floor(heard.permille / 10) })}
          />
          <p className="l-small l-soft" data-testid="approval-heard">
            {t('approval.heard', { percent: Math.floor(heard.permille / 10) })}
          </p>
          {bulletin.transcript === '' ? null : (
            <div>
              <h3 className="l-small l-soft">{t('approval.transcript')}</h3>
              <p className="approval-text" data-testid="bulletin-transcript">
                {bulletin.transcript}
              </p>
            </div>
          )}
        </div>
      </Panel>
      <ReviewSteps bulletin={bulletin} isHeard={isHeard} />
    </div>
  );
}
