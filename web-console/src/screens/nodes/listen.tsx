import type { NodeStatus } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconHeadphones, IconPlayerStopFilled } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listenPath } from '../../api/client.ts';
import { ApiError } from '../../api/problem.ts';
import { type Listening, listenTo } from '../../devices/node-listener.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { LevelMeter } from '../../ui/level-meter.tsx';
import { Banner, Panel } from '../../ui/parts.tsx';

type Phase =
  | { phase: 'idle' }
  | { phase: 'listening'; listening: Listening }
  | { phase: 'ended'; error: unknown };

/** The node's own sound in this browser, as proof that it really sounds. */
export function ListenPanel(props: { node: NodeStatus }) {
  const { node } = props;
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [state, setState] = useState<Phase>({ phase: 'idle' });
  const held = useRef<Listening | null>(null);
  useEffect(() => () => held.current?.stop(), []);
  const start = (): void => {
    const listening = listenTo(listenPath(node.nodeId));
    held.current = listening;
    setState({ phase: 'listening', listening });
    void listening.ended.then((error) => {
      if (held.current !== listening) return;
      held.current = null;
      setState(error === null ? { phase: 'idle' } : { phase: 'ended', error });
    });
  };
  const isAway = node.state === 'offline' || node.state === 'not-enrolled';
  return (
    <Panel title={t('listen.title')} icon={<IconHeadphones size={22} aria-hidden="true" />}>
      <div className="l-stack">
        <p className="l-soft">{t(isAway ? 'listen.offline' : 'listen.hint')}</p>
        {state.phase === 'ended' ? (
          <Banner tone="bad" role="alert" testId="listen-error">
            {state.error instanceof ApiError ? problemText(state.error) : t('listen.ended')}
          </Banner>
        ) : null}
        {state.phase === 'listening' ? (
          <Running listening={state.listening} />
        ) : (
          <Button
            disabled={isAway}
            leftSection={<IconHeadphones size={20} aria-hidden="true" />}
            data-testid="listen-start"
            onClick={start}
          >
            {t('listen.start')}
          </Button>
        )}
      </div>
    </Panel>
  );
}

function Running(props: { listening: Listening }) {
  const { t } = useTranslation();
  const { listening } = props;
  const level = useCallback(() => listening.level(), [listening]);
  return (
    <>
      <p className="l-strong" role="status">
        {t('listen.listening')}
      </p>
      <LevelMeter level={level} label={t('listen.level')} testId="listen-level" />
      <Button
        variant="outline"
        leftSection={<IconPlayerStopFilled size={20} aria-hidden="true" />}
        data-testid="listen-stop"
        onClick={listening.stop}
      >
        {t('listen.stop')}
      </Button>
    </>
  );
}
