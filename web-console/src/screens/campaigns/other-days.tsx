import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../session/workspace.tsx';
import type { TimingDraft } from '../../state/campaign-draft.ts';
import { Fold } from '../../ui/fold.tsx';
import { dayOf, startText } from '../shared/timing-words.ts';

/** Days on which it does not sound, and starts beyond its rule. */
export function OtherDays(props: {
  draft: TimingDraft;
  onChange: (change: Partial<TimingDraft>) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { draft, onChange } = props;
  const { except, extra, place } = draft;
  const isInSessions = place === 'sessions';
  const isUsed = except.length + extra.length > 0;
  return (
    <Fold title={t('campaign.otherDays')} isOpen={isUsed} testId="campaign-other-days">
      {draft.repetition.kind === 'once' && except.length === 0 ? null : (
        <DayList
          name="except"
          type="date"
          held={except}
          textOf={dayOf}
          onChange={(days) => onChange({ except: days })}
        />
      )}
      <DayList
        name="extra"
        type={isInSessions ? 'date' : 'datetime-local'}
        held={extra}
        textOf={(start) => startText(start, language, isInSessions)}
        onChange={(starts) => {
          // In sessions the time of day says nothing.
          onChange({ extra: starts.map((one) => (one.length > 10 ? one : `${one}T00:00`)) });
        }}
      />
    </Fold>
  );
}

/** A list of days in order; what is typed joins it once it is whole and asked to. */
function DayList(props: {
  name: 'except' | 'extra';
  type: 'date' | 'datetime-local';
  held: readonly string[];
  textOf: (day: string) => string;
  onChange: (days: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const { name, held, onChange } = props;
  return (
    <div>
      <div className="campaign-time">
        <TextInput
          type={props.type}
          className="l-grow"
          label={t(`campaign.${name}`)}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid={`campaign-${name}`}
        />
        <Button
          variant="default"
          disabled={typed === ''}
          leftSection={<IconPlus size={20} aria-hidden="true" />}
          onClick={() => {
            onChange([...new Set([...held, typed])].sort());
            setTyped('');
          }}
          data-testid={`campaign-${name}-add`}
        >
          {t('campaign.dayAdd')}
        </Button>
      </div>
      <ul className="l-list">
        {held.map((day) => (
          <li key={day} className="check">
            <span className="l-grow l-number">{props.textOf(day)}</span>
            <ActionIcon
              size={46}
              variant="default"
              aria-label={t('campaign.dayRemove', { day: props.textOf(day) })}
              onClick={() => onChange(held.filter((one) => one !== day))}
            >
              <IconX size={20} aria-hidden="true" />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </div>
  );
}
