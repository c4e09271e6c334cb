import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

let playing: HTMLAudioElement | null = null;

export interface PlayedStretch {
  readonly fromS: number;
  readonly toS: number;
}

function stretchesOf({ played }: HTMLAudioElement): PlayedStretch[] {
  return Array.from({ length: played.length }, (_, index) => ({
    fromS: played.start(index),
    toS: played.end(index),
  }));
}

/** One button and a track. One player sounds at a time. */
export function SoundPlayer(props: {
  url: string;
  title: string;
  /** Where it is known beforehand: a browser's own recording does not say how long it is. */
  durationMs: number | null;
  isSmall?: boolean;
  /** Told as it is played: the stretches that were, in seconds, and how long the whole is. */
  onPlayed?: (played: readonly PlayedStretch[], durationS: number) => void;
  testId?: string;
}) {
  const { t } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [seconds, setSeconds] = useState(0);
  const [hasFailed, setFailed] = useState(false);
  const [ownSeconds, setOwnSeconds] = useState(0);
  useEffect(() => {
    const element = audio.current;
    return () => element?.pause();
  }, []);
  const toggle = (): void => {
    const element = audio.current;
    if (element === null) return;
    if (!element.paused) {
      element.pause();
      return;
    }
    if (playing !== element) playing?.pause();
    playing = element;
    setFailed(false);
    element.play().catch((error: unknown) => {
      // Pausing before the sound has loaded is no failure.
      if (!(error instanceof DOMException && error.name === 'AbortError')) setFailed(true);
    });
  };
  const tell = (element: HTMLAudioElement): void => {
    props.onPlayed?.(stretchesOf(element), element.duration);
  };
  const whole = Math.max(props.durationMs === null ? ownSeconds : props.durationMs / 1000, 0.1);
  return (
    <div>
      <div className="player" data-size={props.isSmall ? 'small' : 'big'}>
        <button
          type="button"
          className="player-button"
          data-testid={props.testId}
          data-playing={isPlaying}
          aria-label={t(isPlaying ? 'sound.pauseLabel' : 'sound.playLabel', {
            title: props.title,
          })}
          onClick={toggle}
        >
          {isPlaying ? <IconPlayerPauseFilled size={22} /> : <IconPlayerPlayFilled size={22} />}
        </button>
        {props.isSmall && !isPlaying ? null : (
          <input
            type="range"
            className="player-track"
            aria-label={t('sound.position')}
            min={0}
            max={whole}
            step={0.1}
            value={Math.min(seconds, whole)}
            onChange={(event) => {
              if (audio.current !== null) audio.current.currentTime = event.target.valueAsNumber;
            }}
          />
        )}
      </div>
      {hasFailed ? (
        <p role="alert" className="l-small">
          {t('sound.failed')}
        </p>
      ) : null}
      {/* biome-ignore lint/a11y/useMediaCaption: a bulletin has no caption track */}
      <audio
        ref={audio}
        src={props.url}
        preload="none"
        onDurationChange={(event) => {
          if (Number.isFinite(event.currentTarget.duration)) {
            setOwnSeconds(event.currentTarget.duration);
          }
        }}
        onPlay={() => setPlaying(true)}
        onPause={(event) => {
          setPlaying(false);
          tell(event.currentTarget);
        }}
        onEnded={(event) => {
          setSeconds(0);
          tell(event.currentTarget);
        }}
        onTimeUpdate={(event) => {
          setSeconds(event.currentTarget.currentTime);
          tell(event.currentTarget);
        }}
        onError={() => setFailed(true)}
      />
    </div>
  );
}
