import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { WINDOWS_MOST, type WindowDraft } from '../../state/air-rules.ts';

const NEW_WINDOW: WindowDraft = { from: '', to: '', minutes: '' };

/** The stretches of a day in which something may sound. */
export function Windows(props: {
  windows: readonly WindowDraft[];
  onChange: (windows: readonly WindowDraft[]) => void;
}) {
  const { t } = useTranslation();
  const { windows, onChange } = props;
  return (
    <>
      {windows.map((window, index) => (
        <WindowFields
          // biome-ignore lint/suspicious/noArrayIndexKey: windows have no identity but their place
          key={index}
          number={index + 1}
          window={window}
          onChange={(part) => onChange(windows.with(index, { ...window, ...part }))}
          onRemove={() => onChange(windows.toSpliced(index, 1))}
        />
      ))}
      {windows.length < WINDOWS_MOST ? (
        <Button
          variant="default"
          leftSection={<IconPlus size={20} aria-hidden="true" />}
          onClick={() => onChange([...windows, NEW_WINDOW])}
          data-testid="air-window-add"
        >
          {t('airRule.windowAdd')}
        </Button>
      ) : null}
    </>
  );
}

function WindowFields(props: {
  number: number;
  window: WindowDraft;
  onChange: (part: Partial<WindowDraft>) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const { number, window, onChange } = props;
  return (
    <div className="air-window">
      <TextInput
        type="time"
        label={t('airRule.from', { number })}
        value={window.from}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
        data-testid={`air-window-from-${number}`}
      />
      <TextInput
        type="time"
        label={t('airRule.to', { number })}
        value={window.to}
        onChange={(event) => onChange({ to: event.currentTarget.value })}
        data-testid={`air-window-to-${number}`}
      />
      <div className="air-window-end">
        <TextInput
          type="number"
          inputMode="numeric"
          className="l-grow"
          label={t('airRule.minutes')}
          min={0}
          max={1440}
          value={window.minutes}
          onChange={(event) => onChange({ minutes: event.currentTarget.value })}
          data-testid={`air-window-minutes-${number}`}
        />
        <ActionIcon
          size={46}
          variant="default"
          aria-label={t('airRule.windowRemove', { number })}
          onClick={props.onRemove}
        >
          <IconX size={20} aria-hidden="true" />
        </ActionIcon>
      </div>
    </div>
  );
}
