import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Banner } from './parts.tsx';

/** The one button that does it, with what it still waits for and why it failed. */
export function Act(props: {
  /** Prefix of the test ids of what stands above the button. */
  name: string;
  error: string | null;
  /** What is still missing; null when nothing is. */
  gap: string | null;
  isPending: boolean;
  icon: ReactNode;
  label: string;
  testId: string;
  onPress: () => void;
  /** Between the two: what it will do. */
  children?: ReactNode;
}) {
  const { name, error, gap, isPending, icon, label, testId, onPress, children } = props;
  return (
    <>
      {error === null ? null : (
        <Banner tone="bad" role="alert" testId={`${name}-error`}>
          {error}
        </Banner>
      )}
      {children}
      {gap === null ? null : (
        <p className="l-soft" aria-live="polite" data-testid={`${name}-gap`}>
          {gap}
        </p>
      )}
      <Button
        size="lg"
        fullWidth
        disabled={gap !== null}
        loading={isPending}
        leftSection={icon}
        data-testid={testId}
        onClick={onPress}
      >
        {label}
      </Button>
    </>
  );
}
