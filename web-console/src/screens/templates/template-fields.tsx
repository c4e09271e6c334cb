import { templateFields } from '@loa/protocol/programme';
import type { UnitId } from '@loa/protocol/vocabulary';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguage, useToday, useWorkspace } from '../../session/workspace.tsx';
import type { TemplateDraft } from '../../state/template-draft.ts';
import { OneOf } from '../../ui/choices.tsx';
import { DayField } from '../../ui/day-field.tsx';
import { Pill } from '../../ui/parts.tsx';
import { UnitSelect } from '../shared/unit-select.tsx';

interface FieldsProps {
  readonly draft: TemplateDraft;
  readonly change: (part: Partial<TemplateDraft>) => void;
}

/** Languages that something is written in here. */
const WRITTEN = ['vi', 'en'];

export function AboutFields({ draft, change }: FieldsProps) {
  const { t } = useTranslation();
  const names = new Intl.DisplayNames(useLanguage(), { type: 'language' });
  return (
    <>
      <TextInput
        label={t('templates.name')}
        description={t('templates.nameHint')}
        value={draft.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
        maxLength={200}
        data-testid="template-title"
      />
      <UnitSelect
        label={t('right.unit')}
        unitId={draft.unit}
        onUnit={(unit) => change({ unit: unit as UnitId })}
        testId="template-unit"
      />
      <OneOf
        title={t('send.class')}
        value={draft.class}
        choices={(['normal', 'priority'] as const).map((value) => ({
          value,
          label: t(`class.${value}`),
        }))}
        onChange={(of) => change({ class: of })}
        testId="template-class"
      />
      <div className="l-row">
        <TextInput
          className="l-grow"
          label={t('approval.category')}
          value={draft.category}
          onChange={(event) => change({ category: event.currentTarget.value })}
          maxLength={60}
          data-testid="template-category"
        />
        <NativeSelect
          className="l-grow"
          label={t('templates.language')}
          value={draft.language}
          onChange={(event) => change({ language: event.currentTarget.value })}
          data={[...new Set([...WRITTEN, draft.language])].map((value) => ({
            value,
            label: names.of(value) ?? value,
          }))}
          data-testid="template-language"
        />
      </div>
    </>
  );
}

export function WordFields({ draft, change }: FieldsProps) {
  const { t } = useTranslation();
  const fields = templateFields(draft.text);
  return (
    <>
      <Textarea
        label={t('templates.text')}
        description={t('templates.textHint')}
        value={draft.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
        size="md"
        rows={7}
        maxLength={5000}
        data-testid="template-text"
      />
      {fields.length === 0 ? (
        <p className="l-small l-soft">{t('templates.noFields')}</p>
      ) : (
        <div>
          <p className="l-small l-soft">{t('templates.fields', { count: fields.length })}</p>
          <div className="right-chips" data-testid="template-fields">
            {fields.map((field) => (
              <Pill key={field} tone="calm">
                {field}
              </Pill>
            ))}
          </div>
        </div>
      )}
    </>
  );
}

/** Only the culture office approves beforehand; others see that it has. */
export function StandingFields({ draft, change }: FieldsProps) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const today = useToday();
  const isOffice = me.role === 'culture-office';
  return (
    <>
      <p className="l-small l-soft">{t('templates.standingHint')}</p>
      <DayField
        label={t('templates.standingThrough')}
        hint={t(isOffice ? 'templates.standingOffice' : 'templates.standingWard')}
        min={today}
        readOnly={!isOffice}
        value={draft.standingThrough}
        onChange={(standingThrough) => change({ standingThrough })}
        testId="template-standing"
      />
    </>
  );
}
