import type { BulletinClass } from '@loa/protocol/vocabulary';
import { useTranslation } from 'react-i18next';
import { SomeOf } from '../../ui/choices.tsx';

/** Which classes it is for, in their usual order. */
export function ClassChoice<Class extends BulletinClass>(props: {
  all: readonly Class[];
  chosen: readonly Class[];
  onChange: (chosen: readonly Class[]) => void;
}) {
  const { t } = useTranslation();
  const { all, chosen, onChange } = props;
  return (
    <SomeOf
      title={t('rules.classes')}
      values={chosen}
      choices={all.map((value) => ({ value, label: t(`class.${value as BulletinClass}`) }))}
      onToggle={(of) => onChange(all.filter((one) => chosen.includes(one) !== (one === of)))}
      testId="rule-class"
    />
  );
}
