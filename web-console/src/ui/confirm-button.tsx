import { Button, type ButtonProps } from '@mantine/core';
import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

/** How long a first press waits for the second. */
const ARMED_MS = 4_000;

/** Pressed twice it acts: quicker than a dialogue, and no stray touch silences a city. */
export function ConfirmButton(
  props: ButtonProps & {
    text: string;
    confirmText: string;
    /** The full name for screen readers, where `text` alone does not say what is stopped. */
    label?: string;
    testId: string;
    onConfirm: () => void;
  },
) {
  const { text, confirmText, label, testId, onConfirm, ...rest } = props;
  const [isArmed, setArmed] = useState(false);
  useEffect(() => {
    if (!isArmed) return;
    const timer = setTimeout(() => setArmed(false), ARMED_MS);
    return () => clearTimeout(timer);
  }, [isArmed]);
  const press = (): void => {
    if (isArmed) onConfirm();
    setArmed(!isArmed);
  };
  return (
    <Button
      color="brick"
      variant={isArmed ? 'filled' : 'outline'}
      leftSection={<IconPlayerStopFilled size={18} aria-hidden="true" />}
      {...rest}
      data-testid={testId}
      data-armed={isArmed}
      aria-label={isArmed ? `${confirmText}: ${label ?? text}` : (label ?? text)}
      onClick={press}
    >
      {isArmed ? confirmText : text}
    </Button>
  );
}
