import type { EffectsView } from '@loa/protocol/console-api';
import type { Documents } from '@loa/protocol/programme';
import { useTranslation } from 'react-i18next';
import { useEffects } from '../../session/documents.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useCivil, useLive } from '../../session/workspace.tsx';
import { momentText } from '../../state/civil-time.ts';
import { Banner } from '../../ui/parts.tsx';
import { MoreList } from '../shared/more.tsx';

/** Lines that are shown before more are asked for. */
const SHOWN_FIRST = 5;

/** What keeping a rule would withhold, and what else changes. */
export function RuleEffects<K extends 'suspension' | 'air-rule'>(props: {
  kind: K;
  body: Documents[K];
}) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { kind, body } = props;
  // What it is called changes nothing: it is not asked anew with every key.
  const { data, error } = useEffects(kind, { ...body, title: kind });
  if (error !== null) {
    return (
      <Banner tone="bad" role="alert">
        {problemText(error)}
      </Banner>
    );
  }
  if (data === undefined) return <p className="l-soft">{t('suspension.reckoning')}</p>;
  return <Lines effects={data} />;
}

function Lines(props: { effects: EffectsView }) {
  const { t } = useTranslation();
  const { own, others, leftOut } = props.effects;
  const withheld = others.filter((one) => one.after === 'withheld');
  const changed = others.filter((one) => one.after !== 'withheld');
  if (own.length + others.length === 0) {
    return <p data-testid="rule-nothing">{t('suspension.nothing')}</p>;
  }
  return (
    <div className="l-stack" aria-live="polite" data-testid="rule-effects">
      <Part
        title={t('suspension.withheld', { count: withheld.length + leftOut.others })}
        lines={withheld}
      />
      <Part title={t('suspension.substitute')} lines={own} />
      <Part title={t('suspension.changed', { count: changed.length })} lines={changed} />
    </div>
  );
}

function Part(props: {
  title: string;
  lines: readonly { readonly cueId: string; readonly title: string; readonly startAt: string }[];
}) {
  const civil = useCivil();
  const { nowMs } = useLive();
  if (props.lines.length === 0) return null;
  return (
    <div>
      <div className="l-strong">{props.title}</div>
      <MoreList
        items={props.lines}
        first={SHOWN_FIRST}
        draw={(one) => (
          <li key={`${one.cueId} ${props.title}`} className="l-small">
            {`${momentText(Date.parse(one.startAt), nowMs, civil)} · ${one.title}`}
          </li>
        )}
      />
    </div>
  );
}
