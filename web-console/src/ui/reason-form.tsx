import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** As the controller takes it. */
const REASON_MOST = 500;

/** Asks for the reason that a step needs, which others read. */
export function ReasonForm(props: {
  label: string;
  /** On the button that takes the step. */
  step: string;
  color?: string;
  isBusy: boolean;
  testId: string;
  onGive: (reason: string) => void;
  onCancel: () => void;
  /** What is to be known before. */
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const said = reason.trim();
  return (
    <form
      className="l-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (said !== '') props.onGive(said);
      }}
    >
      {props.children}
      <TextInput
        label={props.label}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={REASON_MOST}
        required
        withAsterisk={false}
        autoFocus
        data-testid={`${props.testId}-field`}
      />
      <div className="l-row">
        <Button variant="default" onClick={props.onCancel}>
          {t('app.cancel')}
        </Button>
        <Button
          type="submit"
          className="l-grow"
          color={props.color ?? 'teal'}
          disabled={said === ''}
          loading={props.isBusy}
          data-testid={`${props.testId}-send`}
        >
          {props.step}
        </Button>
      </div>
    </form>
  );
}
