import { IconMicrophone, IconPlayerStopFilled } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TalkState } from '../../state/talk-machine.ts';

/** Sliding this far up while holding keeps the talk going without the finger, px. */
const LOCK_SLIDE_PX = 70;

export interface HoldEvents {
  /** @param isFirm not held: pressed once, by a screen reader */
  readonly onPress: (isFirm: boolean) => void;
  readonly onRelease: () => void;
  readonly onLock: () => void;
  readonly onStop: () => void;
}

/**
 * Held by a finger, the mouse, the space bar or Enter. Once locked it is pressed to stop. A screen
 * reader's press has neither finger nor key: it starts locked.
 */
export function HoldButton(
  props: HoldEvents & { phase: TalkState['phase']; isLocked: boolean; isDisabled: boolean },
) {
  const { t } = useTranslation();
  const { phase, isLocked } = props;
  const startY = useRef<number | null>(null);
  const isOn = phase === 'pressed' || phase === 'opening' || phase === 'live';
  const begin = (): void => {
    if (isOn && isLocked) props.onStop();
    else if (!isOn) props.onPress(false);
  };
  const end = (): void => {
    startY.current = null;
    props.onRelease();
  };
  const isKey = (event: KeyboardEvent): boolean => event.key === ' ' || event.key === 'Enter';
  const name = isOn && isLocked ? 'talk.stop' : 'talk.hold';
  return (
    <button
      type="button"
      className="hold"
      data-phase={phase}
      data-locked={isLocked}
      data-testid="talk-hold"
      disabled={props.isDisabled}
      aria-pressed={isOn}
      aria-label={t(name)}
      onPointerDown={(event: PointerEvent<HTMLButtonElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        startY.current = event.clientY;
        begin();
      }}
      onPointerMove={(event) => {
        if (startY.current !== null && startY.current - event.clientY > LOCK_SLIDE_PX) {
          props.onLock();
        }
      }}
      onPointerUp={end}
      onPointerCancel={end}
      onKeyDown={(event) => {
        if (!isKey(event)) return;
        // Otherwise the browser makes a click of it.
        event.preventDefault();
        if (!event.repeat) begin();
      }}
      onKeyUp={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        end();
      }}
      onBlur={end}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        if (event.detail !== 0) return;
        if (isOn) props.onStop();
        else props.onPress(true);
      }}
    >
      {isOn && isLocked ? (
        <IconPlayerStopFilled size={56} aria-hidden="true" />
      ) : (
        <IconMicrophone size={56} aria-hidden="true" />
      )}
      <span aria-hidden="true">{t(name)}</span>
    </button>
  );
}
