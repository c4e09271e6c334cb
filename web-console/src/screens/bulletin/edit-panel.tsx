import type { Bulletin } from '@loa/protocol/console-api';
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconCheck, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeBulletin } from '../../api/bulletins.ts';
import { useBulletins } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { type BulletinDraft, draftOf, planChange } from '../../state/bulletin-draft.ts';
import { Act } from '../../ui/act.tsx';
import { OneOf } from '../../ui/choices.tsx';
import { Banner, Panel } from '../../ui/parts.tsx';
import { MoreFields } from '../shared/more-fields.tsx';
import { useBulletinChange } from './use-bulletin-change.ts';

/** Changes what is known of a bulletin; says beforehand what will have to be approved again. */
export function EditPanel({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel title={t('bulletin.edit')} testId="bulletin-edit">
      <div className="l-stack">
        {isOpen ? (
          <EditForm bulletin={bulletin} onDone={() => setOpen(false)} />
        ) : (
          <>
            <p className="l-soft">{t('bulletin.asksAgainHint')}</p>
            <Button
              variant="default"
              leftSection={<IconPencil size={20} aria-hidden="true" />}
              onClick={() => setOpen(true)}
              data-testid="bulletin-edit-open"
            >
              {t('bulletin.edit')}
            </Button>
          </>
        )}
      </div>
    </Panel>
  );
}

function EditForm(props: { bulletin: Bulletin; onDone: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { onDone } = props;
  // As it was when the form was opened: what others change meanwhile is no change of this person.
  const [bulletin] = useState(props.bulletin);
  const [draft, setDraft] = useState(() => draftOf(bulletin));
  const change = (part: Partial<BulletinDraft>): void => setDraft({ ...draft, ...part });
  const plan = planChange(bulletin, draft);
  const body = plan.outcome === 'ready' ? plan.body : {};
  const save = useBulletinChange(
    () => changeBulletin(bulletin.bulletinId, body),
    t('bulletin.saved'),
    onDone,
  );
  const asksAgain = plan.outcome === 'ready' && plan.asksAgain;
  return (
    <>
      {bulletin.origin === 'file' ? (
        <Banner tone="note">{t('bulletin.fromFileWarning')}</Banner>
      ) : null}
      <WordFields draft={draft} onChange={change} />
      <MoreFields details={draft} onChange={change} />
      <VersionField bulletin={bulletin} draft={draft} onChange={change} />
      <Act
        name="bulletin"
        error={save.error === null ? null : problemText(save.error)}
        gap={plan.outcome === 'gap' ? t(`bulletin.gap.${plan.gap}`) : null}
        isPending={save.isPending}
        icon={<IconCheck size={22} aria-hidden="true" />}
        label={t('library.save')}
        testId="bulletin-save"
        onPress={() => save.mutate()}
      >
        {asksAgain ? (
          <Banner tone="warn" testId="bulletin-asks-again">
            {t('bulletin.asksAgain')}
          </Banner>
        ) : null}
      </Act>
      <Button variant="subtle" onClick={onDone}>
        {t('app.cancel')}
      </Button>
    </>
  );
}

interface FieldsProps {
  readonly draft: BulletinDraft;
  readonly onChange: (change: Partial<BulletinDraft>) => void;
}

function WordFields({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('send.soundTitle')}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        maxLength={200}
        data-testid="bulletin-title"
      />
      {draft.class === 'emergency' ? null : (
        <OneOf
          title={t('send.class')}
          choices={(['normal', 'priority'] as const).map((value) => ({
            value,
            label: t(`class.${value}`),
          }))}
          value={draft.class}
          onChange={(value) => onChange({ class: value })}
          testId="bulletin-class"
        />
      )}
      <Textarea
        label={t('approval.transcript')}
        description={t('bulletin.transcriptHint')}
        value={draft.transcript}
        onChange={(event) => onChange({ transcript: event.currentTarget.value })}
        maxLength={20_000}
        rows={6}
        size="md"
        data-testid="bulletin-transcript-field"
      />
    </>
  );
}

/** A version is of a bulletin that is no version itself, and what has versions is none. */
function VersionField(props: FieldsProps & { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const { bulletin, draft, onChange } = props;
  const library = useBulletins().data ?? [];
  const hasVersions = library.some((one) => one.versionOf === bulletin.bulletinId);
  if (hasVersions) return null;
  const firsts = library.filter(
    (one) => one.versionOf === null && one.bulletinId !== bulletin.bulletinId,
  );
  return (
    <NativeSelect
      label={t('bulletin.versionOf')}
      value={draft.versionOf}
      onChange={(event) => onChange({ versionOf: event.currentTarget.value })}
      data={[
        { value: '', label: t('bulletin.noVersion') },
        ...firsts.map((one) => ({ value: one.bulletinId as string, label: one.title })),
      ]}
      data-testid="bulletin-version-of"
    />
  );
}
