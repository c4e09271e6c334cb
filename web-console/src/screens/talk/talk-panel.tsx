import { LIMITS } from '@loa/protocol/vocabulary';
import { Button, Checkbox } from '@mantine/core';
import { IconBroadcast, IconMicrophoneOff } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TalkRequest } from '../../api/live-talk.ts';
import { monotonicMs } from '../../devices/browser-world.ts';
import { useLanguage } from '../../session/workspace.tsx';
import { lengthText, numberText } from '../../state/civil-time.ts';
import type { TalkState } from '../../state/talk-machine.ts';
import { LevelMeter } from '../../ui/level-meter.tsx';
import { Banner, Panel, Wave } from '../../ui/parts.tsx';
import { HoldButton } from './hold-button.tsx';
import { TalkOver } from './talk-over.tsx';
import type { Talking } from './use-talk.ts';
import { WhoHears } from './who-hears.tsx';

/** Below this the controller hears a room rather than a person, dB. */
const QUIET_DB = -50;
/** From here on the time that is left is shown in red. */
const LAST_MS = 60_000;

/** The button to hold, what goes out, and who hears it. */
export function TalkPanel(props: {
  talking: Talking;
  /** Whom the words will reach, in words. */
  where: string;
  /** Null while there is nobody to talk to. */
  request: TalkRequest | null;
  gap: string | null;
}) {
  const { t } = useTranslation();
  const { talk, state, microphone } = props.talking;
  const [isHandsFree, setHandsFree] = useState(false);
  const isOn = isOnAir(state);
  const open = microphone.phase === 'open' ? microphone.microphone : null;
  const level = useCallback(() => open?.level() ?? 0, [open]);
  const press = (isFirm: boolean): void => {
    if (props.request === null) return;
    open?.wake();
    talk.press(props.request, { isLocked: isHandsFree || isFirm, isFirm });
  };
  return (
    <Panel
      title={t('talk.panel', { where: props.where })}
      icon={state.phase === 'live' ? <Wave /> : <IconBroadcast size={22} aria-hidden="true" />}
      tone={state.phase === 'live' ? 'live' : undefined}
      testId="talk-panel"
    >
      <div className="talk" data-phase={state.phase}>
        <PhaseLine state={state} />
        <MicrophoneTrouble talking={props.talking} />
        <LevelMeter level={level} label={t('send.level')} testId="talk-level" />
        <HoldButton
          phase={state.phase}
          isLocked={'isLocked' in state && state.isLocked}
          isDisabled={(props.request === null || open === null) && !isOn}
          onPress={press}
          onRelease={() => talk.take({ kind: 'release' })}
          onLock={() => talk.take({ kind: 'lock' })}
          onStop={() => talk.take({ kind: 'stop' })}
        />
        <p className="l-small l-soft" aria-live="polite" data-testid="talk-hint">
          {props.gap ?? t(hintOf(state))}
        </p>
        {isOn ? null : (
          <Checkbox
            size="md"
            checked={isHandsFree}
            label={t('talk.handsFree')}
            data-testid="talk-hands-free"
            onChange={(event) => setHandsFree(event.currentTarget.checked)}
          />
        )}
        {state.phase === 'live' ? <OnAir state={state} droppedMs={talk.droppedMs} /> : null}
      </div>
      {state.phase === 'over' ? <TalkOver end={state.end} droppedMs={talk.droppedMs} /> : null}
      {isOn ? null : <p className="l-small l-soft">{t('talk.feedback')}</p>}
    </Panel>
  );
}

export function isOnAir(state: TalkState): boolean {
  return state.phase !== 'idle' && state.phase !== 'over';
}

function hintOf(state: TalkState) {
  if (state.phase === 'idle' && state.wasTooShort) return 'talk.hint.tooShort';
  if (state.phase === 'live' || state.phase === 'opening') {
    return state.isLocked ? 'talk.hint.locked' : 'talk.hint.held';
  }
  return state.phase === 'ending' ? 'talk.hint.ending' : 'talk.hint.idle';
}

/** The state in large letters; the time in it is not read out every second. */
function PhaseLine(props: { state: TalkState }) {
  const { t } = useTranslation();
  const { state } = props;
  return (
    <>
      <p className="talk-phase" role="status" data-testid="talk-phase" data-phase={state.phase}>
        {t(`talk.phase.${state.phase}`)}
      </p>
      <Clock state={state} />
    </>
  );
}

/** Stands still at nothing while nobody talks, so that the button never moves under a finger. */
function Clock(props: { state: TalkState }) {
  const { t } = useTranslation();
  const { state } = props;
  const sinceMs = state.phase === 'live' ? state.sinceMs : null;
  const limitMs = state.phase === 'live' ? state.started.limitMs : LIMITS.liveSeconds * 1000;
  const [nowMs, setNowMs] = useState(0);
  useEffect(() => {
    if (sinceMs === null) return;
    setNowMs(monotonicMs());
    const timer = setInterval(() => setNowMs(monotonicMs()), 250);
    return () => clearInterval(timer);
  }, [sinceMs]);
  const elapsedMs = sinceMs === null ? 0 : Math.min(limitMs, Math.max(0, nowMs - sinceMs));
  return (
    <div className="talk-clock" data-last={limitMs - elapsedMs < LAST_MS} role="timer">
      <span className="recorder-time" data-testid="talk-time">
        {lengthText(elapsedMs)}
      </span>
      <span className="l-small">{t('talk.limit', { limit: lengthText(limitMs) })}</span>
    </div>
  );
}

function OnAir(props: { state: Extract<TalkState, { phase: 'live' }>; droppedMs: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { status, started } = props.state;
  const leadS = (status?.leadMs ?? started.leadMs) / 1000;
  const levelDb = status === null ? 0 : (status.levelDb ?? Number.NEGATIVE_INFINITY);
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return (
    <>
      <p className="l-strong" data-testid="talk-lead">
        {t('talk.lead', { seconds: numberText(leadS, language, digits) })}
      </p>
      {levelDb < QUIET_DB ? (
        <Banner tone="warn" testId="talk-quiet">
          {t('talk.quiet')}
        </Banner>
      ) : null}
      {props.droppedMs > 0 ? (
        <Banner tone="warn" testId="talk-dropped">
          {t('talk.dropped', { seconds: Math.ceil(props.droppedMs / 1000) })}
        </Banner>
      ) : null}
      <WhoHears status={status} />
    </>
  );
}

function MicrophoneTrouble(props: { talking: Talking }) {
  const { t } = useTranslation();
  const { microphone, retryMicrophone } = props.talking;
  if (microphone.phase === 'open') return null;
  if (microphone.phase === 'asking') {
    return <p className="l-soft">{t('send.recordAsking')}</p>;
  }
  const { reason } = microphone;
  return (
    <Banner
      tone="bad"
      role="alert"
      testId="talk-microphone"
      icon={<IconMicrophoneOff size={26} aria-hidden="true" />}
      action={
        <Button variant="outline" color="brick" onClick={retryMicrophone}>
          {t('app.retry')}
        </Button>
      }
    >
      {reason === 'lost' ? t('talk.microphoneLost') : t(`send.recorder.${reason}`)}
    </Banner>
  );
}
