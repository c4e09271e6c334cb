import { LIMITS } from '@loa/protocol/vocabulary';
import { IconMicrophone, IconPlayerStopFilled } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { monotonicMs } from '../../devices/browser-world.ts';
import { type RecorderFailure, type Recording, startRecording } from '../../devices/recorder.ts';
import { lengthText } from '../../state/civil-time.ts';
import { LevelMeter } from '../../ui/level-meter.tsx';
import { Banner } from '../../ui/parts.tsx';

type Phase =
  | { phase: 'idle' }
  | { phase: 'asking' }
  | { phase: 'recording'; recording: Recording }
  | { phase: 'failed'; reason: RecorderFailure };

export function Recorder(props: { onRecorded: (sound: Blob, durationMs: number) => void }) {
  const { t } = useTranslation();
  const [state, setState] = useState<Phase>({ phase: 'idle' });
  const isHere = useRef(true);
  const held = useRef<Recording | null>(null);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
      held.current?.stop();
    };
  }, []);
  const start = async (): Promise<void> => {
    setState({ phase: 'asking' });
    const started = await startRecording();
    if (started.outcome === 'failed') {
      return setState({ phase: 'failed', reason: started.reason });
    }
    const { recording } = started;
    if (!isHere.current) return recording.stop();
    held.current = recording;
    setState({ phase: 'recording', recording });
    const result = await recording.result;
    if (!isHere.current) return;
    if (result.outcome === 'failed') setState({ phase: 'failed', reason: result.reason });
    else props.onRecorded(result.sound, result.durationMs);
  };
  if (state.phase === 'recording') return <Running recording={state.recording} />;
  return (
    <div className="recorder">
      {state.phase === 'failed' ? (
        <Banner tone="bad" role="alert" testId="record-failed">
          {t(`send.recorder.${state.reason}`)}
        </Banner>
      ) : null}
      <button
        type="button"
        className="recorder-button"
        aria-label={t('send.recordStart')}
        data-testid="record-start"
        disabled={state.phase === 'asking'}
        onClick={() => void start()}
      >
        <IconMicrophone size={48} aria-hidden="true" />
      </button>
      <p className="l-strong">
        {t(state.phase === 'asking' ? 'send.recordAsking' : 'send.recordStart')}
      </p>
      <p className="l-small l-soft">
        {t('send.recordLimit', { minutes: LIMITS.uploadSeconds / 60 })}
      </p>
    </div>
  );
}

function Running(props: { recording: Recording }) {
  const { t } = useTranslation();
  const { recording } = props;
  const [elapsedMs, setElapsedMs] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setElapsedMs(monotonicMs() - recording.startedMs), 250);
    return () => clearInterval(timer);
  }, [recording]);
  const level = useCallback(() => recording.level(), [recording]);
  return (
    <div className="recorder">
      <div className="recorder-time" role="timer" data-testid="record-time">
        {lengthText(elapsedMs)}
      </div>
      <LevelMeter level={level} label={t('send.level')} testId="record-level" />
      <button
        type="button"
        className="recorder-button"
        data-recording="true"
        aria-label={t('send.recordStop')}
        data-testid="record-stop"
        onClick={recording.stop}
      >
        <IconPlayerStopFilled size={48} aria-hidden="true" />
      </button>
      <p className="l-strong">{t('send.recordStop')}</p>
    </div>
  );
}
