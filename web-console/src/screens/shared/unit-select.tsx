import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { scopeOf, unitsInTreeOrder } from '../../state/scope.ts';

/** One of the units that a person answers for; nothing where there is no choice. */
export function UnitSelect(props: {
  unitId: string;
  onUnit: (unitId: string) => void;
  testId: string;
  label?: string;
}) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view } = useLive();
  const units = unitsInTreeOrder(scopeOf(me, city, [...(view?.nodes.values() ?? [])]).units);
  if (units.length < 2) return null;
  return (
    <NativeSelect
      {...(props.label === undefined ? { 'aria-label': t('nodes.unit') } : { label: props.label })}
      value={props.unitId}
      onChange={(event) => props.onUnit(event.currentTarget.value)}
      data={units.map(({ unit, depth }) => ({
        value: unit.unitId,
        label: `${'\u2003'.repeat(depth)}${unit.name}`,
      }))}
      data-testid={props.testId}
    />
  );
}
