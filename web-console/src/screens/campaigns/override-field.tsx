import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDocuments } from '../../session/documents.ts';
import { useLanguage, useWorkspace } from '../../session/workspace.tsx';
import { overrideDenied } from '../../state/scope.ts';
import { listed } from '../shared/timing-words.ts';

/** Sounding outside the hours of its class takes a reason, and a role that every rule there names. */
export function OverrideField(props: {
  unit: string;
  reason: string;
  onReason: (reason: string) => void;
}) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const language = useLanguage();
  const rules = (useDocuments('air-rule').data ?? []).map(({ document }) => document);
  const denying = overrideDenied({ me, units: city.units, rules }, props.unit);
  if (denying !== null && props.reason === '') {
    const roles = listed(
      denying.overridableBy.map((role) => t(`role.${role}`)),
      language,
    );
    return (
      <p className="l-small l-soft" data-testid="campaign-override-denied">
        {roles === ''
          ? t('campaign.overrideNobody', { rule: denying.title })
          : t('campaign.overrideDenied', { rule: denying.title, roles })}
      </p>
    );
  }
  return (
    <TextInput
      label={t('campaign.override')}
      description={t('campaign.overrideHint')}
      value={props.reason}
      onChange={(event) => props.onReason(event.currentTarget.value)}
      maxLength={200}
      data-testid="campaign-override"
    />
  );
}
