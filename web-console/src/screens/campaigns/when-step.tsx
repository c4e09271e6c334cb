import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TIMES_MOST, type TimingDraft } from '../../state/campaign-draft.ts';
import { REPETITION_KINDS, type Repetition, type RepetitionKind } from '../../state/repetition.ts';
import { OneOf, SomeOf } from '../../ui/choices.tsx';
import { DayField } from '../../ui/day-field.tsx';
import { OtherDays } from './other-days.tsx';

interface WhenProps {
  readonly draft: TimingDraft;
  readonly onChange: (change: Partial<TimingDraft>) => void;
  /** It has times of its own: no session is asked about. */
  readonly isTimesOnly?: boolean;
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export function WhenStep(props: WhenProps & { sessions?: ReactNode; onDone: () => void }) {
  const { t } = useTranslation();
  const { draft, onChange } = props;
  return (
    <>
      <Days {...props} />
      {props.isTimesOnly === true ? null : (
        <OneOf
          title={t('campaign.place')}
          value={draft.place}
          choices={(['times', 'sessions'] as const).map((value) => ({
            value,
            label: t(`campaign.placeChoice.${value}`),
          }))}
          onChange={(place) => onChange(placed(draft, place))}
          testId="campaign-place"
        />
      )}
      {draft.place === 'times' ? <Times {...props} /> : props.sessions}
      <div className="l-row">
        <DayField
          label={t(draft.repetition.kind === 'once' ? 'send.date' : 'campaign.from')}
          value={draft.fromDay}
          onChange={(fromDay) => onChange({ fromDay })}
          testId="campaign-from"
        />
        {draft.repetition.kind === 'once' ? null : (
          <DayField
            label={t('campaign.until')}
            min={draft.fromDay}
            value={draft.untilDay}
            onChange={(untilDay) => onChange({ untilDay })}
            testId="campaign-until"
          />
        )}
      </div>
      <OtherDays {...props} />
      <Button onClick={props.onDone} data-testid="campaign-when-done">
        {t('send.next')}
      </Button>
    </>
  );
}

function Days({ draft, onChange }: WhenProps) {
  const { t } = useTranslation();
  const { repetition } = draft;
  return (
    <>
      <OneOf
        title={t('campaign.days')}
        value={repetition.kind}
        choices={REPETITION_KINDS.map((value) => ({ value, label: t(`campaign.day.${value}`) }))}
        onChange={(kind) =>
          onChange({ repetition: chosenOf(kind), ...(kind === 'once' ? { untilDay: '' } : {}) })
        }
        testId="campaign-days"
      />
      {repetition.kind === 'weekdays' ? (
        <SomeOf
          title={t('campaign.day.weekdays')}
          values={repetition.weekdays}
          choices={WEEKDAYS.map((value) => ({ value, label: t(`campaign.weekday.${value}`) }))}
          onToggle={(day) => {
            const { weekdays: held } = repetition;
            const weekdays = WEEKDAYS.filter((one) => held.includes(one) !== (one === day));
            onChange({ repetition: { kind: 'weekdays', weekdays } });
          }}
          testId="campaign-weekday"
        />
      ) : null}
      {repetition.kind === 'rule' ? (
        <TextInput
          label={t('campaign.rule')}
          description={t('campaign.ruleHint')}
          value={repetition.rule}
          onChange={(event) =>
            onChange({ repetition: { kind: 'rule', rule: event.currentTarget.value } })
          }
          autoCapitalize="none"
          spellCheck={false}
          maxLength={500}
          data-testid="campaign-rule"
        />
      ) : null}
    </>
  );
}

function Times({ draft, onChange }: WhenProps) {
  const { t } = useTranslation();
  const { times } = draft;
  // A rule as text says its further times itself.
  const isMany = draft.repetition.kind !== 'rule';
  const shown = isMany ? times : times.slice(0, 1);
  return (
    <div className="l-row">
      {shown.map((time, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: times have no identity but their place
        <div key={index} className="campaign-time">
          <TextInput
            type="time"
            label={t('campaign.time', { number: index + 1 })}
            value={time}
            onChange={(event) => onChange({ times: times.with(index, event.currentTarget.value) })}
            data-testid={`campaign-time-${index}`}
          />
          {shown.length > 1 ? (
            <ActionIcon
              size={46}
              variant="default"
              aria-label={t('campaign.timeRemove', { time })}
              onClick={() => onChange({ times: times.toSpliced(index, 1) })}
            >
              <IconX size={20} aria-hidden="true" />
            </ActionIcon>
          ) : null}
        </div>
      ))}
      {isMany && times.length < TIMES_MOST ? (
        <Button
          variant="default"
          className="campaign-time-add"
          leftSection={<IconPlus size={20} aria-hidden="true" />}
          onClick={() => onChange({ times: [...times, times.includes('05:30') ? '' : '05:30'] })}
          data-testid="campaign-time-add"
        >
          {t('campaign.timeAdd')}
        </Button>
      ) : null}
    </div>
  );
}

function chosenOf(kind: RepetitionKind): Repetition {
  if (kind === 'weekdays') return { kind, weekdays: [] };
  return kind === 'rule' ? { kind, rule: '' } : { kind };
}

/** In sessions a further start is a day alone: at times it has the first of them. */
function placed(draft: TimingDraft, place: TimingDraft['place']): Partial<TimingDraft> {
  const time = draft.times[0] || '17:00';
  const days = new Set(draft.extra.map((one) => one.slice(0, 10)));
  return { place, extra: [...days].map((day) => `${day}T${place === 'times' ? time : '00:00'}`) };
}
