import { SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WhenDraft } from '../../state/draft.ts';
import { DayField } from '../../ui/day-field.tsx';

export function WhenStep(props: {
  when: WhenDraft;
  /** Civil date and a time soon, in the city's zone. */
  today: string;
  soon: string;
  onChange: (when: WhenDraft) => void;
}) {
  const { t } = useTranslation();
  const { when, onChange } = props;
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={t('send.whenStep')}
        value={when.kind}
        onChange={(kind) =>
          onChange(
            kind === 'now' ? { kind: 'now' } : { kind: 'at', date: props.today, clock: props.soon },
          )
        }
        data={[
          { value: 'now', label: <span data-testid="when-now">{t('send.now')}</span> },
          { value: 'at', label: <span data-testid="when-at">{t('send.at')}</span> },
        ]}
      />
      {when.kind === 'at' ? (
        <div className="l-row">
          <DayField
            label={t('send.date')}
            min={props.today}
            value={when.date}
            onChange={(day) => onChange({ ...when, date: day })}
            testId="when-date"
          />
          <TextInput
            type="time"
            className="l-grow"
            label={t('send.clock')}
            value={when.clock}
            onChange={(event) => onChange({ ...when, clock: event.currentTarget.value })}
            data-testid="when-clock"
          />
        </div>
      ) : null}
    </>
  );
}
