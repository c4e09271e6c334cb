import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { stopUnit } from '../../api/client.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { mayBroadcast, unitsWithin } from '../../state/scope.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Fold } from '../../ui/fold.tsx';
import { useToast } from '../../ui/toasts.tsx';

/** The city's office stops the city or one of its wards; a ward stops its own. */
export function StopAll() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view } = useLive();
  if (!mayBroadcast(me)) return null;
  const own = city.units.find((unit) => unit.unitId === me.unitId);
  const isCity = me.unitId === city.unitId;
  const sounding = [...(view?.nodes.values() ?? [])].filter((node) => node.sounding !== null);
  const below = city.units.filter(
    (unit) =>
      unit.parentId === me.unitId &&
      sounding.some((node) => unitsWithin(city.units, unit.unitId).has(node.unitId)),
  );
  return (
    <div className="item l-stack">
      <StopUnit
        unitId={me.unitId}
        testId={isCity ? 'stop-city' : 'stop-unit'}
        text={isCity ? t('stop.city') : t('stop.unit', { unit: own?.name ?? '' })}
      />
      {below.length > 0 ? (
        <Fold title={t('stop.byUnit')} testId="stop-by-unit">
          {below.map((unit) => (
            <StopUnit
              key={unit.unitId}
              unitId={unit.unitId}
              testId={`stop-unit-${unit.unitId}`}
              text={t('stop.unit', { unit: unit.name })}
            />
          ))}
        </Fold>
      ) : null}
    </div>
  );
}

function StopUnit(props: { unitId: string; testId: string; text: string }) {
  const { t } = useTranslation();
  const showToast = useToast();
  const problemText = useProblemText();
  const stop = useMutation({
    mutationFn: () => stopUnit(props.unitId),
    onSuccess: (count) =>
      showToast('good', count === 0 ? t('stop.nothing') : t('stop.done', { count })),
    onError: (error) => showToast('bad', problemText(error)),
  });
  return (
    <ConfirmButton
      fullWidth
      testId={props.testId}
      text={props.text}
      confirmText={t('stop.confirm')}
      loading={stop.isPending}
      onConfirm={() => stop.mutate()}
    />
  );
}
