import type { Bulletin } from '@loa/protocol/console-api';
import { HEARD_PERMILLE } from '@loa/protocol/vocabulary';
import { Progress } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { bulletinAudioUrl } from '../../api/client.ts';
import { useBulletin } from '../../session/approvals.ts';
import { Banner, PageHead, Panel } from '../../ui/parts.tsx';
import { SoundPlayer } from '../../ui/sound-player.tsx';
import { BulletinState } from '../shared/bulletin-state.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { BulletinFacts } from './facts.tsx';
import { ReviewSteps } from './steps.tsx';
import { useHeard } from './use-heard.ts';

/** Where an approver's link leads: listen, then decide. */
export function ApprovalPage(props: { bulletinId: string }) {
  const { t } = useTranslation();
  const bulletin = useBulletin(props.bulletinId);
  return (
    <>
      <Link href="/approvals" className="l-link">
        <IconArrowLeft size={20} aria-hidden="true" />
        {t('approval.title')}
      </Link>
      <PageHead title={bulletin.data?.title ?? t('approval.one')}>
        {bulletin.data === undefined ? null : <BulletinState bulletin={bulletin.data} />}
      </PageHead>
      {bulletin.data === undefined ? (
        <NotYet of={[bulletin]} />
      ) : (
        <div className="columns">
          <Listening bulletin={bulletin.data} />
          <BulletinFacts bulletin={bulletin.data} />
        </div>
      )}
    </>
  );
}

function Listening(props: { bulletin: Bulletin }) {
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
              <p className="approval-text">{bulletin.transcript}</p>
            </div>
          )}
        </div>
      </Panel>
      <ReviewSteps bulletin={bulletin} isHeard={isHeard} />
    </div>
  );
}
