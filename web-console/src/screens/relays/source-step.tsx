import type { Bulletin } from '@loa/protocol/console-api';
import type { BulletinId } from '@loa/protocol/vocabulary';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../session/workspace.tsx';
import { addressGap, type RelayDraft } from '../../state/relay-draft.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { listed } from '../shared/timing-words.ts';

interface StepProps {
  readonly draft: RelayDraft;
  readonly onChange: (change: Partial<RelayDraft>) => void;
}

/** What is relayed, from where, and for how long. */
export function SourceStep(props: StepProps & { hosts: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { draft, hosts, onChange } = props;
  const url = draft.url.trim();
  const wrong = url === '' ? null : addressGap(url, hosts);
  return (
    <>
      <TextInput
        label={t('relay.name')}
        description={t('relay.nameHint')}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        maxLength={200}
        data-testid="relay-name"
      />
      <TextInput
        type="url"
        inputMode="url"
        label={t('relay.url')}
        description={
          hosts.length === 0
            ? t('relay.hostsNone')
            : t('relay.hosts', { hosts: listed(hosts, language) })
        }
        error={wrong === null ? null : t(`relay.gap.${wrong}`)}
        value={draft.url}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
        maxLength={500}
        autoCapitalize="none"
        spellCheck={false}
        data-testid="relay-url"
      />
      <div className="campaign-numbers">
        <NumberField
          label={t('relay.length')}
          value={draft.minutes}
          range={{ least: 1, most: 60, step: 1 }}
          onChange={(minutes) => onChange({ minutes })}
          testId="relay-minutes"
        />
        <NumberField
          label={t('relay.gain')}
          value={draft.gainDb}
          range={{ least: -40, most: 6, step: 1 }}
          onChange={(gainDb) => onChange({ gainDb })}
          testId="relay-gain"
        />
      </div>
      <TextInput
        label={t('relay.category')}
        value={draft.category}
        onChange={(event) => onChange({ category: event.currentTarget.value })}
        maxLength={60}
        data-testid="relay-category"
      />
      <Button onClick={props.onDone} data-testid="relay-source-done">
        {t('send.next')}
      </Button>
    </>
  );
}

/** What sounds while the source is dead or silent. */
export function FallbackStep(props: StepProps & { library: readonly Bulletin[] }) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={t('relay.fallback')}
      value={props.draft.fallback ?? ''}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        props.onChange({ fallback: chosen === '' ? null : (chosen as BulletinId) });
      }}
      data={[
        { value: '', label: t('relay.noFallback') },
        ...props.library.map((one) => ({ value: one.bulletinId, label: one.title })),
      ]}
      data-testid="relay-fallback"
    />
  );
}
