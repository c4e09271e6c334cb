import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCivil } from '../../session/workspace.tsx';
import { type SpanKind, shownDays, turned } from '../../state/calendar-span.ts';
import { monthText } from '../../state/civil-time.ts';
import { dayOf } from '../shared/timing-words.ts';

/** Week or month, and which. */
export function SpanChoice(props: {
  kind: SpanKind;
  day: string;
  onKind: (kind: SpanKind) => void;
  onDay: (day: string | null) => void;
}) {
  const { t } = useTranslation();
  const { language } = useCivil();
  const { kind, day, onDay } = props;
  const days = shownDays(kind, day);
  const name =
    kind === 'week'
      ? `${dayOf(days[0] ?? day)} – ${dayOf(days.at(-1) ?? day)}`
      : monthText(day, language);
  return (
    <>
      <SegmentedControl
        aria-label={t('calendar.span')}
        value={kind}
        onChange={props.onKind}
        data={[
          { value: 'week', label: <span data-testid="calendar-week">{t('calendar.week')}</span> },
          {
            value: 'month',
            label: <span data-testid="calendar-month">{t('calendar.month')}</span>,
          },
        ]}
      />
      <div className="l-row">
        <ActionIcon
          size={46}
          variant="default"
          aria-label={t('calendar.before')}
          onClick={() => onDay(turned(kind, day, -1))}
        >
          <IconChevronLeft size={22} aria-hidden="true" />
        </ActionIcon>
        <Button variant="default" onClick={() => onDay(null)}>
          {t('programme.dayChoice.today')}
        </Button>
        <ActionIcon
          size={46}
          variant="default"
          aria-label={t('calendar.after')}
          data-testid="calendar-after"
          onClick={() => onDay(turned(kind, day, 1))}
        >
          <IconChevronRight size={22} aria-hidden="true" />
        </ActionIcon>
      </div>
      <h2 aria-live="polite">{name}</h2>
    </>
  );
}
