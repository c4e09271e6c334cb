import { Button } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';

/** One step: open to choose in, or closed with what was chosen and the way back. */
export function Step(props: {
  number: number;
  title: string;
  isOpen: boolean;
  /** What was chosen, in one line. */
  chosen: ReactNode;
  /** Null while what was chosen must stand. */
  onOpen: (() => void) | null;
  testId: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <section
      className="panel step"
      data-open={props.isOpen}
      data-testid={props.testId}
      aria-labelledby={id}
    >
      <div className="step-head">
        <span className="step-number" aria-hidden="true">
          {props.number}
        </span>
        <div className="l-grow">
          <h2 id={id}>{props.title}</h2>
          {props.isOpen ? null : <div className="l-soft">{props.chosen}</div>}
        </div>
        {props.isOpen || props.onOpen === null ? null : (
          <Button
            variant="default"
            onClick={props.onOpen}
            aria-label={t('send.changeLabel', { what: props.title })}
            data-testid={`${props.testId}-change`}
          >
            {t('send.change')}
          </Button>
        )}
      </div>
      {props.isOpen ? <div className="step-body l-stack">{props.children}</div> : null}
    </section>
  );
}
