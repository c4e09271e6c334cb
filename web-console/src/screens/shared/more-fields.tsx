import { NativeSelect, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useBulletins } from '../../session/queries.ts';
import { type Details, isSpan } from '../../state/bulletin-draft.ts';
import { TONGUES } from '../../state/tongues.ts';
import { DayField } from '../../ui/day-field.tsx';

interface MoreProps {
  readonly details: Details;
  readonly onChange: (change: Partial<Details>) => void;
}

/** What need not be asked: category, language, days between which it may sound. */
export function MoreFields(props: MoreProps & { isWithoutKind?: boolean }) {
  return (
    <>
      {props.isWithoutKind ? null : <KindFields {...props} />}
      <ValidityFields {...props} />
    </>
  );
}

function KindFields({ details, onChange }: MoreProps) {
  const { t } = useTranslation();
  const known = useId();
  const categories = new Set(useBulletins().data?.map(({ category }) => category));
  const isListed = TONGUES.some((one) => one === details.language);
  return (
    <>
      <TextInput
        label={t('approval.category')}
        value={details.category}
        onChange={(event) => onChange({ category: event.currentTarget.value })}
        maxLength={60}
        list={known}
        data-testid="bulletin-category"
      />
      <datalist id={known}>
        {[...categories].map((category) => (
          <option key={category} value={category} />
        ))}
      </datalist>
      <NativeSelect
        label={t('bulletin.language')}
        value={details.language}
        onChange={(event) => onChange({ language: event.currentTarget.value })}
        data={[
          ...TONGUES.map((tongue) => ({ value: tongue, label: t(`tongue.${tongue}`) })),
          ...(isListed ? [] : [{ value: details.language, label: details.language }]),
        ]}
        data-testid="bulletin-language"
      />
    </>
  );
}

function ValidityFields({ details, onChange }: MoreProps) {
  const { t } = useTranslation();
  return (
    <div className="l-row">
      <DayField
        label={t('bulletin.validFrom')}
        value={details.validFrom}
        onChange={(validFrom) => onChange({ validFrom })}
        testId="bulletin-valid-from"
      />
      <DayField
        label={t('bulletin.validThrough')}
        value={details.validThrough}
        error={isSpan(details) ? null : t('bulletin.gap.validity')}
        onChange={(validThrough) => onChange({ validThrough })}
        testId="bulletin-valid-through"
      />
    </div>
  );
}
