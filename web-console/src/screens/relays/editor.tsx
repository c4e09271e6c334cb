import '../send/send.css';
import '../campaigns/campaigns.css';
import type { Bulletin, DocumentView } from '@loa/protocol/console-api';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDocuments, useTimingStarts } from '../../session/documents.ts';
import { useBulletins } from '../../session/queries.ts';
import { useRelays } from '../../session/relays.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { draftTiming } from '../../state/campaign-draft.ts';
import { civilDate } from '../../state/civil-time.ts';
import { firstTargets } from '../../state/draft.ts';
import { draftOfRelay, newRelay, type RelayDraft } from '../../state/relay-draft.ts';
import { mayRule } from '../../state/scope.ts';
import { Banner, PageHead, Panel } from '../../ui/parts.tsx';
import { NextStarts } from '../campaigns/effect.tsx';
import { WhenStep } from '../campaigns/when-step.tsx';
import { ReachStep } from '../send/reach-step.tsx';
import { Step } from '../send/step.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { sentence, timingWords } from '../shared/timing-words.ts';
import { KeepRelay } from './keep-relay.tsx';
import { FallbackStep, SourceStep } from './source-step.tsx';

type Base = DocumentView<'relay'> | null;
type StepName = 'source' | 'targets' | 'when' | 'fallback' | 'none';

/** @param props.id null makes a new one */
export function RelayEditor(props: { id: string | null }) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const documents = useDocuments('relay');
  const relays = useRelays();
  const bulletins = useBulletins();
  const base = documents.data?.find(({ document }) => document.id === props.id) ?? null;
  const isThere = documents.data !== undefined && bulletins.data !== undefined;
  return (
    <>
      <Link href="/relays" className="l-link">
        <IconArrowLeft size={20} aria-hidden="true" />
        {t('relay.title')}
      </Link>
      <PageHead title={props.id === null ? t('relay.new') : (base?.document.title ?? props.id)} />
      {!mayRule(me) ? (
        <Banner tone="note">{t('rules.notAllowed')}</Banner>
      ) : !isThere || relays.data === undefined ? (
        <NotYet of={[documents, bulletins, relays]} />
      ) : props.id !== null && base === null ? (
        <Banner tone="warn">{t('problem.not-found')}</Banner>
      ) : (
        <Editor base={base} library={bulletins.data ?? []} hosts={relays.data.hosts} />
      )}
    </>
  );
}

function Editor(props: { base: Base; library: readonly Bulletin[]; hosts: readonly string[] }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { nowMs } = useLive();
  const { language } = useCivil();
  const { library, hosts } = props;
  // What is being changed stays what it was when the change began: keeping it says so if it is old.
  const [base] = useState(props.base);
  const [draft, setDraft] = useState<RelayDraft>(() => {
    const today = civilDate(nowMs, city.timeZone);
    if (base !== null) return draftOfRelay(base.document);
    return newRelay({ targets: firstTargets(me, city), today });
  });
  const change = (part: Partial<RelayDraft>): void => setDraft({ ...draft, ...part });
  const planned = draftTiming(draft, base?.document ?? null);
  const timing = planned.outcome === 'ready' ? planned.timing : null;
  const starts = useTimingStarts(timing);
  const when = timing === null ? t('targets.none') : sentence(timingWords(t, timing, { language }));
  return (
    <div className="columns">
      <Steps {...{ draft, library, hosts, change, when, isNew: base === null }} />
      <div className="send-summary">
        <Panel title={t('relay.words')} testId="relay-words">
          <div className="l-stack">
            {base?.origin === 'file' ? (
              <Banner tone="warn">{t('rules.fromFileWarning')}</Banner>
            ) : null}
            <p>{`${when} · ${t('relay.minutes', { count: draft.minutes })}`}</p>
            {timing === null ? null : (
              <NextStarts
                of={starts}
                isInSessions={false}
                ruleText={draft.repetition.kind === 'rule' ? draft.repetition.rule : null}
              />
            )}
            <KeepRelay {...{ base, draft, hosts, starts }} />
          </div>
        </Panel>
      </div>
    </div>
  );
}

function Steps(props: {
  draft: RelayDraft;
  library: readonly Bulletin[];
  hosts: readonly string[];
  change: (part: Partial<RelayDraft>) => void;
  /** Its timing in words. */
  when: string;
  isNew: boolean;
}) {
  const { t } = useTranslation();
  const { draft, library, hosts, change } = props;
  const [open, setOpen] = useState<StepName>(props.isNew ? 'source' : 'none');
  const fallback = library.find((one) => one.bulletinId === draft.fallback)?.title;
  return (
    <div className="l-stack">
      <Step
        number={1}
        title={t('relay.source')}
        isOpen={open === 'source'}
        chosen={draft.title.trim() === '' ? t('targets.none') : draft.title}
        onOpen={() => setOpen('source')}
        testId="relay-step-source"
      >
        <SourceStep {...{ draft, hosts, onChange: change }} onDone={() => setOpen('targets')} />
      </Step>
      <ReachStep
        number={2}
        targets={draft.targets}
        isOpen={open === 'targets'}
        onOpen={() => setOpen('targets')}
        onChange={(targets) => change({ targets })}
        onDone={() => setOpen('when')}
        testId="relay-step-targets"
      />
      <Step
        number={3}
        title={t('campaign.when')}
        isOpen={open === 'when'}
        chosen={`${props.when} · ${t('relay.minutes', { count: draft.minutes })}`}
        onOpen={() => setOpen('when')}
        testId="relay-step-when"
      >
        <WhenStep draft={draft} onChange={change} onDone={() => setOpen('fallback')} isTimesOnly />
      </Step>
      <Step
        number={4}
        title={t('relay.fallback')}
        isOpen={open === 'fallback'}
        chosen={fallback ?? t('relay.noFallback')}
        onOpen={() => setOpen('fallback')}
        testId="relay-step-fallback"
      >
        <FallbackStep {...{ draft, library, onChange: change }} />
      </Step>
    </div>
  );
}
