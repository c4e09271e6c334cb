import { Button, Progress, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconReceipt, IconRepeat } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { BroadcastProof } from '../../api/client.ts';
import { useBroadcast } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { dayText, lengthText, relativeText, secondText } from '../../state/civil-time.ts';
import { progressOf } from '../../state/now.ts';
import { mayBroadcast } from '../../state/scope.ts';
import { Banner, Empty, PageHead, Panel, Pill, Wave } from '../../ui/parts.tsx';
import { StopBroadcast } from '../shared/stop-broadcast.tsx';
import { BROADCAST_TONES, targetsText } from '../shared/words.ts';
import { ProofRow } from './proof-row.tsx';

export function BroadcastPage(props: { cueId: string }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const broadcast = useBroadcast(props.cueId);
  if (broadcast.data !== undefined) {
    return <Details broadcast={broadcast.data} refetch={broadcast.refetch} />;
  }
  return (
    <>
      <PageHead title={t('broadcast.title')} />
      {broadcast.error === null ? (
        <Skeleton height={240} radius="lg" />
      ) : (
        <Banner
          tone="bad"
          role="alert"
          action={<Button onClick={broadcast.refetch}>{t('app.retry')}</Button>}
        >
          {problemText(broadcast.error)}
        </Banner>
      )}
      <Back />
    </>
  );
}

function Back() {
  const { t } = useTranslation();
  return (
    <Link href="/" className="l-link">
      <IconArrowLeft size={20} aria-hidden="true" />
      {t('nav.now')}
    </Link>
  );
}

function Details(props: { broadcast: BroadcastProof; refetch: () => void }) {
  const { broadcast } = props;
  const { t } = useTranslation();
  const { me } = useWorkspace();
  return (
    <>
      <Back />
      <PageHead title={broadcast.title}>
        <div className="l-row">
          <StopBroadcast broadcast={broadcast} onStopped={props.refetch} />
          {mayBroadcast(me) && !isUnfinishedTalk(broadcast) ? (
            <Button
              component={Link}
              href={`/send?bulletin=${encodeURIComponent(broadcast.bulletinId)}`}
              variant="light"
              leftSection={<IconRepeat size={20} aria-hidden="true" />}
            >
              {t('broadcast.again')}
            </Button>
          ) : null}
        </div>
      </PageHead>
      <div className="columns" data-aside="first">
        <Proofs broadcast={broadcast} />
        <Facts broadcast={broadcast} />
      </div>
    </>
  );
}

/** Somebody is talking still: how long it will be is not known, and there is no recording yet. */
function isUnfinishedTalk({ source, state }: BroadcastProof): boolean {
  return source === 'live' && (state === 'planned' || state === 'sounding');
}

function Facts(props: { broadcast: BroadcastProof }) {
  const { broadcast } = props;
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { view, nowMs } = useLive();
  const civil = useCivil();
  const startMs = Date.parse(broadcast.startAt);
  const isTalk = broadcast.source === 'live';
  const fraction = progressOf(broadcast, view?.nodes.values() ?? [], nowMs);
  const targets = targetsText(t, broadcast.targets, {
    city,
    nodes: view?.nodes.values() ?? [],
    most: 12,
  });
  return (
    <section className="panel l-stack" aria-label={t('broadcast.title')}>
      <div className="l-row">
        <Pill
          tone={BROADCAST_TONES[broadcast.state]}
          icon={broadcast.state === 'sounding' ? <Wave /> : null}
        >
          <span data-testid="broadcast-state" data-state={broadcast.state}>
            {t(`broadcast.state.${broadcast.state}`)}
          </span>
        </Pill>
        {isTalk ? <Pill tone="calm">{t('talk.live')}</Pill> : null}
        <Pill tone={broadcast.class === 'normal' ? 'calm' : 'warn'}>
          {t(`class.${broadcast.class}`)}
        </Pill>
      </div>
      {broadcast.state === 'sounding' && !isTalk ? (
        <Progress value={fraction * 100} size="lg" aria-label={t('broadcast.state.sounding')} />
      ) : null}
      <dl className="facts">
        <dt>{t('broadcast.start')}</dt>
        <dd>
          {`${secondText(startMs, civil)}, ${dayText(startMs, civil)}`}
          <div className="l-small l-soft">{relativeText(startMs, nowMs, civil.language)}</div>
        </dd>
        <dt>{t('broadcast.length')}</dt>
        <dd>
          {isUnfinishedTalk(broadcast)
            ? t('talk.limit', { limit: lengthText(broadcast.durationMs) })
            : lengthText(broadcast.durationMs)}
        </dd>
        <dt>{t('broadcast.targets')}</dt>
        <dd>
          {targets}
          <div className="l-small l-soft">{t('send.reach', { count: broadcast.counts.nodes })}</div>
        </dd>
        <dt>{t('broadcast.from')}</dt>
        <dd>
          {broadcast.sentBy === null
            ? t('origin.calendar')
            : t('origin.sent', { name: broadcast.sentBy })}
        </dd>
      </dl>
    </section>
  );
}

function Proofs(props: { broadcast: BroadcastProof }) {
  const { broadcast } = props;
  const { t } = useTranslation();
  const { counts } = broadcast;
  const planned = broadcast.proofs.filter((proof) => proof.outcome === 'planned').length;
  return (
    <Panel
      title={t('broadcast.proof')}
      icon={<IconReceipt size={22} aria-hidden="true" />}
      testId="proofs"
    >
      <p className="l-small l-soft">{t('broadcast.proofHint')}</p>
      <div className="l-row" style={{ margin: '12px 0' }}>
        {planned > 0 ? <Pill tone="calm">{t('broadcast.waiting', { count: planned })}</Pill> : null}
        {counts.sounding > 0 ? (
          <Pill tone="live">{t('broadcast.soundingCount', { count: counts.sounding })}</Pill>
        ) : null}
        {counts.full > 0 ? (
          <Pill tone="good">{t('broadcast.full', { count: counts.full })}</Pill>
        ) : null}
        {counts.part > 0 ? (
          <Pill tone="warn">{t('broadcast.part', { count: counts.part })}</Pill>
        ) : null}
        {counts.missed > 0 ? (
          <Pill tone="bad">{t('broadcast.missed', { count: counts.missed })}</Pill>
        ) : null}
        {counts.unknown > planned ? (
          <Pill tone="calm">{t('broadcast.unknown', { count: counts.unknown - planned })}</Pill>
        ) : null}
      </div>
      {broadcast.proofs.length === 0 ? (
        <Empty>
          <p>{t('broadcast.noProof')}</p>
        </Empty>
      ) : (
        <ul className="l-list">
          {broadcast.proofs.map((proof) => (
            <ProofRow key={proof.nodeId} proof={proof} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
