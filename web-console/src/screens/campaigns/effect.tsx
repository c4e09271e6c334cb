import type { Bulletin } from '@loa/protocol/console-api';
import type { Timing } from '@loa/protocol/programme';
import { useTranslation } from 'react-i18next';
import type { useTimingStarts } from '../../session/documents.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import type { CampaignDraft } from '../../state/campaign-draft.ts';
import { nodesOfTargets } from '../../state/scope.ts';
import { Banner } from '../../ui/parts.tsx';
import { listed, sentence, startText, timingWords } from '../shared/timing-words.ts';
import { targetsText } from '../shared/words.ts';

/** What the campaign does, in words, as it is being made. */
export function CampaignWords(props: {
  draft: CampaignDraft;
  library: readonly Bulletin[];
  /** Null while it is not known. */
  timing: Timing | null;
}) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { view } = useLive();
  const { language } = useCivil();
  const { draft, library, timing } = props;
  const nodes = [...(view?.nodes.values() ?? [])];
  const reached = nodesOfTargets(draft.targets, city, nodes).length;
  const titles = draft.bulletins.map(
    (id) => library.find((one) => one.bulletinId === id)?.title ?? id,
  );
  const placement =
    draft.place === 'times' ? { kind: draft.place } : { kind: draft.place, sessions: [] };
  return (
    <dl className="facts" data-testid="campaign-words">
      <dt>{t('campaign.what')}</dt>
      <dd>{titles.length === 0 ? t('targets.none') : <What draft={draft} titles={titles} />}</dd>
      <dt>{t('send.targetsLabel')}</dt>
      <dd>
        {targetsText(t, draft.targets, { city, nodes })}
        <div>{t('send.reach', { count: reached })}</div>
      </dd>
      <dt>{t('campaign.when')}</dt>
      <dd>
        {timing === null
          ? t('targets.none')
          : sentence(timingWords(t, timing, { language, placement }))}
      </dd>
      <dt>{t('campaign.otherwise')}</dt>
      <dd>
        {[
          draft.lateMinutes === 0
            ? t('campaign.words.notLate')
            : t('campaign.words.late', { count: draft.lateMinutes }),
          t(`campaign.words.preempted.${draft.whenPreempted}`),
        ].join(' ')}
      </dd>
    </dl>
  );
}

function What(props: { draft: CampaignDraft; titles: readonly string[] }) {
  const { t } = useTranslation();
  const { language } = useCivil();
  const { draft, titles } = props;
  const times = draft.repeatTimes;
  return (
    <>
      {listed(titles, language)}
      {titles.length > 1 ? <div>{t(`campaign.words.${draft.order}`)}</div> : null}
      {times > 1 ? (
        <div>{t('campaign.words.repeats', { count: times, gap: draft.repeatGapMinutes })}</div>
      ) : null}
    </>
  );
}

/** The next starts, or what is wrong with the rule. */
export function NextStarts(props: {
  of: ReturnType<typeof useTimingStarts>;
  isInSessions: boolean;
  ruleText: string | null;
}) {
  const { t } = useTranslation();
  const { language } = useCivil();
  const problemText = useProblemText();
  const { starts, error } = props.of;
  if (error !== null) {
    return (
      <Banner tone="bad" role="alert" testId="campaign-timing-error">
        {problemText(error)}
      </Banner>
    );
  }
  if (starts === undefined) return null;
  const isTranslated = props.ruleText !== null && starts.rule !== props.ruleText;
  return (
    <div aria-live="polite">
      <h3 className="l-small l-soft">{t('campaign.next')}</h3>
      {starts.starts.length === 0 ? (
        <p data-testid="campaign-starts-none">{t('campaign.nextNone')}</p>
      ) : (
        <ul className="campaign-starts" data-testid="campaign-starts">
          {starts.starts.map((local) => (
            <li key={local}>{startText(local, language, props.isInSessions)}</li>
          ))}
        </ul>
      )}
      {isTranslated ? (
        <p className="l-small l-soft">{t('campaign.translated', { rule: starts.rule })}</p>
      ) : null}
    </div>
  );
}
