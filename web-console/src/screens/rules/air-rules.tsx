import type { AirRule } from '@loa/protocol/programme';
import { IconClockHour5 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocuments } from '../../session/documents.ts';
import { useLanguage, useWorkspace } from '../../session/workspace.tsx';
import { type AirInForce, airRulesIn } from '../../state/air-rules.ts';
import { NotYet } from '../shared/not-yet.tsx';
import { listed } from '../shared/timing-words.ts';
import { UnitSelect } from '../shared/unit-select.tsx';
import { RulePanel, RuleRow } from './rule-panel.tsx';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** When each class may sound in a unit, by whose rule, and who may go beyond it. */
export function AirRules() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const rules = useDocuments('air-rule');
  const [unitId, setUnit] = useState<string>(me.unitId);
  const bodies = (rules.data ?? []).map(({ document }) => document);
  return (
    <RulePanel
      kind="air-rule"
      title={t('airRule.title')}
      hint={t('airRule.hint')}
      addText={t('airRule.new')}
      icon={<IconClockHour5 size={22} aria-hidden="true" />}
    >
      {rules.data === undefined ? (
        <NotYet of={[rules]} />
      ) : (
        <>
          <UnitSelect
            unitId={unitId}
            onUnit={setUnit}
            testId="air-rule-unit"
            label={t('rules.where')}
          />
          {airRulesIn(city.units, unitId, bodies).map((one) => (
            <InForce key={one.class} of={one} unitId={unitId} />
          ))}
          <h3 className="l-small l-soft">{t('airRule.documents')}</h3>
          {rules.data.length === 0 ? (
            <p>{t('airRule.none')}</p>
          ) : (
            <ul className="l-list">
              {rules.data.map((view) => (
                <RuleRow
                  key={view.document.id}
                  kind="air-rule"
                  view={view}
                  title={view.document.title}
                />
              ))}
            </ul>
          )}
        </>
      )}
    </RulePanel>
  );
}

function InForce(props: { of: AirInForce; unitId: string }) {
  const { t } = useTranslation();
  const { unit, rules, class: of } = props.of;
  return (
    <div data-testid={`air-in-force-${of}`}>
      <div className="item-title">{t(`class.${of}`)}</div>
      {unit === null ? <div>{t('airRule.free')}</div> : null}
      {rules.map((rule) => (
        <RuleWords key={rule.id} rule={rule} />
      ))}
      {unit === null ? null : (
        <div className="l-small l-soft">
          {unit.unitId === props.unitId
            ? t('airRule.own')
            : t('airRule.fromAbove', { unit: unit.name })}
        </div>
      )}
    </div>
  );
}

/** `Hằng ngày: 05:30 – 06:30, tối đa 60 phút` */
function RuleWords(props: { rule: AirRule }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { weekdays, windows, overridableBy } = props.rule;
  const days =
    weekdays.length === 7
      ? t('campaign.day.daily')
      : WEEKDAYS.filter((day) => weekdays.includes(day))
          .map((day) => t(`campaign.weekday.${day}`))
          .join(', ');
  const hours = windows.map(({ from, to, minutes }) =>
    minutes === null
      ? t('airRule.window', { from, to })
      : t('airRule.windowMinutes', { from, to, minutes }),
  );
  return (
    <>
      <div>{`${days}: ${hours.length === 0 ? t('airRule.never') : hours.join('; ')}`}</div>
      <div className="l-small">
        {overridableBy.length === 0
          ? t('airRule.overridableNone')
          : t('airRule.overridable', {
              roles: listed(
                overridableBy.map((role) => t(`role.${role}`)),
                language,
              ),
            })}
      </div>
    </>
  );
}
