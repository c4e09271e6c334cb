import '../send/send.css';
import './talk.css';
import type { NodeStatus } from '@loa/protocol/console-api';
import type { Targets } from '@loa/protocol/playout';
import { SegmentedControl } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TalkRequest } from '../../api/live-talk.ts';
import { hasLiveMicrophone } from '../../devices/live-microphone.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { firstTargets, targetsGap } from '../../state/draft.ts';
import { mayBroadcast, nodesOfTargets } from '../../state/scope.ts';
import { Banner, PageHead } from '../../ui/parts.tsx';
import { ReachStep } from '../send/reach-step.tsx';
import { Step } from '../send/step.tsx';
import { targetsText } from '../shared/words.ts';
import { isOnAir, TalkPanel } from './talk-panel.tsx';
import { useTalk } from './use-talk.ts';

export function Talk() {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  return (
    <>
      <Link href="/send" className="l-link">
        <IconArrowLeft size={20} aria-hidden="true" />
        {t('nav.send')}
      </Link>
      <PageHead title={t('talk.title')} />
      <TalkDoor isAllowed={mayBroadcast(me)} />
    </>
  );
}

function TalkDoor(props: { isAllowed: boolean }) {
  const { t } = useTranslation();
  if (!props.isAllowed) return <Banner tone="note">{t('send.notAllowed')}</Banner>;
  if (!hasLiveMicrophone()) return <Banner tone="warn">{t('talk.noMicrophone')}</Banner>;
  return <TalkSteps />;
}

function TalkSteps() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view } = useLive();
  const talking = useTalk();
  const [targets, setTargets] = useState<Targets>(() => firstTargets(me, city));
  const [bulletinClass, setClass] = useState<TalkRequest['class']>('normal');
  const [place, setPlace] = useState<'targets' | 'class' | null>(null);
  const nodes: readonly NodeStatus[] = [...(view?.nodes.values() ?? [])];
  const reached = nodesOfTargets(targets, city, nodes);
  const offline = reached.filter((node) => node.state === 'offline').length;
  const where = `${targetsText(t, targets, { city, nodes })} · ${t('send.reach', { count: reached.length })}`;
  const gap = targetsGap(targets, reached.length);
  const isOn = isOnAir(talking.state);
  const open = isOn ? 'none' : (place ?? (reached.length === 0 ? 'targets' : 'none'));
  return (
    // Once all is chosen the button comes first on a phone, where a thumb finds it.
    <div className="columns" data-aside={open === 'none' ? 'first' : undefined}>
      <div className="l-stack">
        <ReachStep
          number={1}
          targets={targets}
          isOpen={open === 'targets'}
          onOpen={isOn ? null : () => setPlace('targets')}
          onChange={(changed) => {
            setTargets(changed);
            setPlace('targets');
          }}
          onDone={() => setPlace(null)}
          testId="step-targets"
        />
        {offline > 0 ? (
          <Banner tone="warn">{t('send.reachOffline', { count: offline })}</Banner>
        ) : null}
        <Step
          number={2}
          title={t('send.class')}
          isOpen={open === 'class'}
          chosen={t(`class.${bulletinClass}`)}
          onOpen={isOn ? null : () => setPlace('class')}
          testId="step-class"
        >
          <SegmentedControl
            fullWidth
            aria-label={t('send.class')}
            value={bulletinClass}
            onChange={(value) => setClass(value)}
            data={(['normal', 'priority'] as const).map((value) => ({
              value,
              label: <span data-testid={`class-${value}`}>{t(`class.${value}`)}</span>,
            }))}
          />
        </Step>
      </div>
      <div className="send-summary">
        <TalkPanel
          talking={talking}
          where={where}
          request={gap === null ? { targets, class: bulletinClass } : null}
          gap={gap === null ? null : t(`send.gap.${gap}`)}
        />
      </div>
    </div>
  );
}
