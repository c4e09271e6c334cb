import { type Template, templateFields } from '@loa/protocol/programme';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type SpeechDraft, templateOf } from '../../state/speech-draft.ts';
import { OneOf } from '../../ui/choices.tsx';
import { MoreFields } from '../shared/more-fields.tsx';

/** Characters that one text may have [TTS22]. */
const TEXT_MOST = 5_000;

export interface SpeechFieldsProps {
  readonly draft: SpeechDraft;
  readonly templates: readonly Template[];
  readonly onChange: (change: Partial<SpeechDraft>) => void;
}

/** What is to be said: typed freely, or filled into a template. */
export function TextFields(props: SpeechFieldsProps) {
  const { t } = useTranslation();
  const { draft, templates, onChange } = props;
  const template = templateOf(draft, templates);
  return (
    <>
      {templates.length === 0 ? null : (
        <NativeSelect
          label={t('speech.template')}
          value={draft.template}
          onChange={(event) => onChange({ template: event.currentTarget.value })}
          data={[
            { value: '', label: t('speech.noTemplate') },
            ...templates.map(({ id, title }) => ({ value: id as string, label: title })),
          ]}
          data-testid="speech-template"
        />
      )}
      {template === null ? (
        <Textarea
          label={t('speech.text')}
          description={t('speech.textHint')}
          value={draft.text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
          maxLength={TEXT_MOST}
          rows={7}
          size="md"
          data-testid="speech-text"
        />
      ) : (
        <TemplateFields {...props} template={template} />
      )}
    </>
  );
}

function TemplateFields(props: SpeechFieldsProps & { template: Template }) {
  const { t } = useTranslation();
  const { draft, template, onChange } = props;
  return (
    <>
      <p className="speech-template">{template.text}</p>
      {templateFields(template.text).map((name, index) => (
        <TextInput
          key={name}
          label={t('speech.field', { name })}
          value={draft.fields[name] ?? ''}
          onChange={(event) =>
            onChange({ fields: { ...draft.fields, [name]: event.currentTarget.value } })
          }
          maxLength={1_000}
          data-testid={`speech-field-${index}`}
        />
      ))}
    </>
  );
}

/** What it is to be called, and what need not be asked. */
export function NameFields(props: SpeechFieldsProps) {
  const { t } = useTranslation();
  const { draft, templates, onChange } = props;
  const template = templateOf(draft, templates);
  return (
    <>
      <TextInput
        label={t('send.soundTitle')}
        description={template === null ? t('send.soundTitleHint') : t('speech.titleOfTemplate')}
        placeholder={template?.title ?? ''}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
        maxLength={200}
        data-testid="speech-title"
      />
      {template === null ? (
        <OneOf
          title={t('send.class')}
          choices={(['normal', 'priority'] as const).map((value) => ({
            value,
            label: t(`class.${value}`),
          }))}
          value={draft.class}
          onChange={(value) => onChange({ class: value })}
          testId="speech-class"
        />
      ) : null}
      <details>
        <summary className="l-link" data-testid="speech-more">
          {t('bulletin.more')}
        </summary>
        <div className="l-stack">
          <MoreFields details={draft} onChange={onChange} isWithoutKind={template !== null} />
        </div>
      </details>
    </>
  );
}
