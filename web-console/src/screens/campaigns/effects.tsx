import type { Campaign } from '@loa/protocol/programme';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocuments, useEffects } from '../../session/documents.ts';
import { useCivil, useLive } from '../../session/workspace.tsx';
import { momentText } from '../../state/civil-time.ts';
import { Banner } from '../../ui/parts.tsx';
import { MoreList } from '../shared/more.tsx';

/** Lines that are shown before more are asked for. */
const SHOWN_FIRST = 3;

/** What keeping the campaign would do: to its own playings, and to those of others. */
export function Effects(props: { body: Campaign }) {
  const { t } = useTranslation();
  const { data } = useEffects('campaign', props.body);
  const [hours, suspensions] = [useDocuments('air-rule').data, useDocuments('suspension').data];
  if (data === undefined) return null;
  /** The rule that keeps it back, by its name. */
  const titleOf = (id: string | null): string => {
    const rules = [...(hours ?? []), ...(suspensions ?? [])].map(({ document }) => document);
    const rule = rules.find((one) => one.id === id);
    return rule === undefined ? '' : ` (“${rule.title}”)`;
  };
  const troubled = data.own.filter((one) => one.fortune !== 'plays');
  return (
    <div className="l-stack" aria-live="polite" data-testid="campaign-effects">
      {troubled.length === 0 ? null : (
        <Part title={t('effect.own', { count: troubled.length + data.leftOut.own })}>
          <MoreList
            items={troubled}
            first={SHOWN_FIRST}
            draw={(one) => (
              <Line
                key={`${one.cueId} ${one.fortune}`}
                startAt={one.startAt}
                text={
                  one.withheld === null
                    ? t(`effect.fortune.${one.fortune}`)
                    : [t(`reason.${one.withheld}`), titleOf(one.document)].join('')
                }
              />
            )}
          />
        </Part>
      )}
      {data.others.length === 0 ? (
        <p className="l-small l-soft" data-testid="effects-none">
          {t('effect.none')}
        </p>
      ) : (
        <Part title={t('effect.others', { count: data.others.length + data.leftOut.others })}>
          <MoreList
            items={data.others}
            first={SHOWN_FIRST}
            draw={(one) => (
              <Line
                key={`${one.cueId} ${one.after}`}
                startAt={one.startAt}
                text={`${one.title}: ${t(`effect.fortune.${one.before}`)} → ${t(`effect.fortune.${one.after}`)}`}
              />
            )}
          />
        </Part>
      )}
    </div>
  );
}

function Part(props: { title: string; children: ReactNode }) {
  return (
    <Banner tone="warn" icon={<IconAlertTriangle size={22} aria-hidden="true" />}>
      <div className="l-strong">{props.title}</div>
      {props.children}
    </Banner>
  );
}

function Line(props: { startAt: string; text: string }) {
  const civil = useCivil();
  const { nowMs } = useLive();
  return (
    <li className="l-small">{`${momentText(Date.parse(props.startAt), nowMs, civil)} · ${props.text}`}</li>
  );
}
