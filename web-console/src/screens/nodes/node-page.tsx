import './nodes.css';
import type { NodeStatus } from '@loa/protocol/console-api';
import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft, IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { renewEnrolmentCode } from '../../api/client.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { momentText, relativeText } from '../../state/civil-time.ts';
import { mayEnrol } from '../../state/scope.ts';
import { Banner, PageHead, Panel, Pill, Wave } from '../../ui/parts.tsx';
import { broadcastPath, NODE_TONES, nodeTroubles } from '../shared/words.ts';
import { CodeCard } from './enrol.tsx';
import { HealthPanel } from './health.tsx';
import { ListenPanel } from './listen.tsx';
import { MuteButton, NodeMutes } from './mute.tsx';
import { TuningPanel } from './tuning.tsx';

export function NodePage(props: { nodeId: string }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view, isLive } = useLive();
  const node = view?.nodes.get(props.nodeId);
  const back = (
    <Link href="/nodes" className="l-link">
      <IconArrowLeft size={20} aria-hidden="true" />
      {t('nodes.title')}
    </Link>
  );
  if (node === undefined) {
    return (
      <>
        {back}
        <PageHead title={props.nodeId} />
        {view === null ? (
          <Skeleton height={240} radius="lg" />
        ) : (
          <Banner tone="bad" role="alert">
            {t('problem.node-unknown')}
          </Banner>
        )}
      </>
    );
  }
  const unit = city.units.find((one) => one.unitId === node.unitId);
  return (
    <>
      {back}
      <PageHead title={node.name}>
        <Pill tone={isLive ? NODE_TONES[node.state] : 'calm'}>
          <span data-testid="node-state" data-state={node.state}>
            {t(`node.state.${node.state}`)}
          </span>
        </Pill>
      </PageHead>
      <p className="l-soft" style={{ marginBottom: 14 }}>
        {`${unit?.name ?? node.unitId} · ${node.nodeId}`}
      </p>
      <Troubles node={node} />
      <NodeMutes node={node} />
      <div className="columns" data-aside="first">
        <HealthPanel node={node} />
        <div className="l-stack">
          <Sounding node={node} />
          <ListenPanel node={node} />
          <MuteButton nodes={[node]} name={node.name} />
          <TuningPanel node={node} />
          {mayEnrol(me) ? <CodePanel nodeId={node.nodeId} /> : null}
        </div>
      </div>
    </>
  );
}

function Troubles(props: { node: NodeStatus }) {
  const { node } = props;
  const { t } = useTranslation();
  const { nowMs } = useLive();
  const civil = useCivil();
  const troubles = nodeTroubles(t, node);
  if (troubles.length === 0) return null;
  const sinceMs = Date.parse(node.since);
  const lastSeen =
    node.lastSeen === null
      ? t('node.neverSeen')
      : t('node.lastSeen', { when: momentText(Date.parse(node.lastSeen), nowMs, civil) });
  return (
    <Banner
      tone={node.state === 'offline' ? 'bad' : 'warn'}
      icon={<IconAlertTriangle size={26} aria-hidden="true" />}
      testId="node-troubles"
    >
      {troubles.map((text) => (
        <div key={text} className="l-strong">
          {text}
        </div>
      ))}
      <div>
        {t('node.sinceLabel', {
          when: momentText(sinceMs, nowMs, civil),
          relative: relativeText(sinceMs, nowMs, civil.language),
        })}
      </div>
      {node.state === 'faulty' ? null : <div>{lastSeen}</div>}
    </Banner>
  );
}

function Sounding(props: { node: NodeStatus }) {
  const { t } = useTranslation();
  const { isLive } = useLive();
  const { sounding } = props.node;
  if (sounding === null || !isLive) return null;
  return (
    <Panel title={t('now.sounding')} icon={<Wave />} tone="live">
      <Link href={broadcastPath(sounding.cueId)} className="item-link">
        <span className="item-title">{sounding.title}</span>
      </Link>
    </Panel>
  );
}

function CodePanel(props: { nodeId: string }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const renew = useMutation({ mutationFn: () => renewEnrolmentCode(props.nodeId) });
  return (
    <Panel title={t('nodes.code')} icon={<IconKey size={22} aria-hidden="true" />}>
      <div className="l-stack">
        {renew.error === null ? null : (
          <Banner tone="bad" role="alert">
            {problemText(renew.error)}
          </Banner>
        )}
        {renew.data === undefined ? (
          <p className="l-soft">{t('nodes.newCodeHint')}</p>
        ) : (
          <CodeCard code={renew.data} />
        )}
        <Button
          variant="light"
          loading={renew.isPending}
          data-testid="enrolment-renew"
          onClick={() => renew.mutate()}
        >
          {t('nodes.newCode')}
        </Button>
      </div>
    </Panel>
  );
}
