import type { InboxAnswer } from '@loa/protocol/console-api';
import { Button, TextInput } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerInbox } from '../../api/hand-downs.ts';
import { DOCUMENTS_KEY } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { civilClock, civilDate } from '../../state/civil-time.ts';
import {
  ANSWER_REPEATS,
  type AnswerDraft,
  type DaysLeft,
  daysLeft,
  type InboxLine,
  planAnswer,
} from '../../state/hand-downs.ts';
import { Act } from '../../ui/act.tsx';
import { OneOf } from '../../ui/choices.tsx';
import { DayField } from '../../ui/day-field.tsx';
import { Banner } from '../../ui/parts.tsx';
import { ReasonForm } from '../../ui/reason-form.tsx';
import { useToast } from '../../ui/toasts.tsx';

interface FormProps {
  readonly line: InboxLine;
  readonly onClose: () => void;
}

function useAnswer({ line, onClose }: FormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const showToast = useToast();
  const problemText = useProblemText();
  const { handed, report } = line;
  const answer = useMutation({
    mutationFn: (said: InboxAnswer['answer']) =>
      answerInbox(handed.id, { unit: report.unit, answer: said }),
    onSuccess: async (_, { kind }) => {
      showToast('good', t(`inbox.done.${kind}`, { title: handed.title }));
      await queries.invalidateQueries({ queryKey: DOCUMENTS_KEY });
      onClose();
    },
  });
  const { mutate: give, isPending, error } = answer;
  return { give, isPending, problem: error === null ? null : problemText(error) };
}

/** Into the sessions, or at a time of the unit's own. */
export function ScheduleForm(props: FormProps) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { nowMs } = useLive();
  const answer = useAnswer(props);
  const now = `${civilDate(nowMs, city.timeZone)}T${civilClock(nowMs, city.timeZone)}`;
  const days = daysLeft(props.line.handed, now);
  const [draft, setDraft] = useState<AnswerDraft>({
    ...{ kind: 'sessions', repeat: 'daily' },
    ...{ day: days.fromDay, time: '17:00' },
  });
  const planned = planAnswer(draft, days);
  const change = (some: Partial<AnswerDraft>): void => setDraft({ ...draft, ...some });
  return (
    <div className="l-stack">
      <OneOf
        title={t('campaign.place')}
        value={draft.kind}
        choices={(['sessions', 'times'] as const).map((value) => ({
          value,
          label: t(`campaign.placeChoice.${value}`),
        }))}
        onChange={(kind) => change({ kind })}
        testId="inbox-how"
      />
      {draft.kind === 'times' ? <Times {...{ draft, days, change }} /> : null}
      <Act
        name="inbox"
        error={answer.problem}
        gap={'gap' in planned ? t(`inbox.gap.${planned.gap}`) : null}
        isPending={answer.isPending}
        icon={<IconCalendarPlus size={22} aria-hidden="true" />}
        label={t('inbox.schedule')}
        testId="inbox-schedule-send"
        onPress={() => {
          if ('answer' in planned) answer.give(planned.answer);
        }}
      />
      <Button variant="default" onClick={props.onClose}>
        {t('app.cancel')}
      </Button>
    </div>
  );
}

function Times(props: {
  draft: AnswerDraft;
  days: DaysLeft;
  change: (some: Partial<AnswerDraft>) => void;
}) {
  const { t } = useTranslation();
  const { draft, days, change } = props;
  return (
    <>
      <OneOf
        title={t('campaign.days')}
        value={draft.repeat}
        choices={ANSWER_REPEATS.map((value) => ({ value, label: t(`campaign.day.${value}`) }))}
        onChange={(repeat) => change({ repeat })}
        testId="inbox-repeat"
      />
      <div className="l-row">
        {draft.repeat === 'once' ? (
          <DayField
            label={t('send.date')}
            min={days.fromDay}
            max={days.throughDay}
            value={draft.day}
            onChange={(day) => change({ day })}
            testId="inbox-day"
          />
        ) : null}
        <TextInput
          type="time"
          className="l-grow"
          label={t('inbox.time')}
          value={draft.time}
          onChange={(event) => change({ time: event.currentTarget.value })}
          data-testid="inbox-time"
        />
      </div>
    </>
  );
}

/** The sender reads the reason. */
export function DeclineForm(props: FormProps) {
  const { t } = useTranslation();
  const answer = useAnswer(props);
  return (
    <ReasonForm
      label={t('inbox.reason')}
      step={t('inbox.decline')}
      isBusy={answer.isPending}
      testId="inbox-decline"
      onGive={(reason) => answer.give({ kind: 'declined', reason })}
      onCancel={props.onClose}
    >
      {answer.problem === null ? null : (
        <Banner tone="bad" role="alert" testId="inbox-error">
          {answer.problem}
        </Banner>
      )}
    </ReasonForm>
  );
}
