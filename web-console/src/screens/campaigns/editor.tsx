import '../send/send.css';
import './campaigns.css';
import type { Bulletin, DocumentView } from '@loa/protocol/console-api';
import type { Timing } from '@loa/protocol/programme';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDocuments, useTimingStarts } from '../../session/documents.ts';
import { useBulletins } from '../../session/queries.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import {
  type CampaignDraft,
  draftOfCampaign,
  draftTiming,
  newCampaign,
} from '../../state/campaign-draft.ts';
import { civilDate } from '../../state/civil-time.ts';
import { firstTargets } from '../../state/draft.ts';
import { mayBroadcast, nodesOfTargets } from '../../state/scope.ts';
import { Banner, PageHead, Panel } from '../../ui/parts.tsx';
import { ReachStep } from '../send/reach-step.tsx';
import { Step } from '../send/step.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { sentence, timingWords } from '../shared/timing-words.ts';
import { BulletinsStep } from './bulletins-step.tsx';
import { CampaignWords, NextStarts } from './effect.tsx';
import { HowStep } from './how-step.tsx';
import { KeepCampaign } from './keep-campaign.tsx';
import { SessionsChoice } from './sessions-choice.tsx';
import { WhenStep } from './when-step.tsx';

type StepName = 'bulletins' | 'targets' | 'when' | 'how' | 'none';
type Base = DocumentView<'campaign'> | null;

/** @param props.id null makes a new one */
export function CampaignEditor(props: { id: string | null }) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const campaigns = useDocuments('campaign');
  const bulletins = useBulletins();
  const base = campaigns.data?.find(({ document }) => document.id === props.id) ?? null;
  const isThere = campaigns.data !== undefined && bulletins.data !== undefined;
  return (
    <>
      <Link href="/campaigns" className="l-link">
        <IconArrowLeft size={20} aria-hidden="true" />
        {t('campaign.title')}
      </Link>
      <PageHead
        title={props.id === null ? t('campaign.new') : (base?.document.title ?? props.id)}
      />
      {!mayBroadcast(me) ? (
        <Banner tone="note">{t('campaign.notAllowed')}</Banner>
      ) : !isThere ? (
        <NotYet of={[campaigns, bulletins]} />
      ) : props.id !== null && base === null ? (
        <Banner tone="warn">{t('problem.not-found')}</Banner>
      ) : (
        <Editor base={base} library={bulletins.data ?? []} />
      )}
    </>
  );
}

function Editor(props: { base: Base; library: readonly Bulletin[] }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { nowMs } = useLive();
  const { library } = props;
  // What is being changed stays what it was when the change began: keeping it says so if it is old.
  const [base] = useState(props.base);
  const [draft, setDraft] = useState<CampaignDraft>(() => {
    const today = civilDate(nowMs, city.timeZone);
    if (base !== null) return draftOfCampaign(base.document);
    return newCampaign({ targets: firstTargets(me, city), today });
  });
  const change = (part: Partial<CampaignDraft>): void => setDraft({ ...draft, ...part });
  const planned = draftTiming(draft, base?.document ?? null);
  const timing = planned.outcome === 'ready' ? planned.timing : null;
  const starts = useTimingStarts(timing);
  return (
    <div className="columns">
      <Steps
        {...{ draft, library, change, timing }}
        unit={base?.document.unit ?? me.unitId}
        isNew={base === null}
      />
      <div className="send-summary">
        <Panel title={t('campaign.effect')} testId="campaign-effect">
          <div className="l-stack">
            {base?.origin === 'file' ? (
              <Banner tone="warn">{t('campaign.fromFileWarning')}</Banner>
            ) : null}
            <CampaignWords draft={draft} library={library} timing={timing} />
            {timing === null ? null : (
              <NextStarts
                of={starts}
                isInSessions={draft.place === 'sessions'}
                ruleText={draft.repetition.kind === 'rule' ? draft.repetition.rule : null}
              />
            )}
            <KeepCampaign {...{ base, draft, library, starts }} />
            {base === null ? null : (
              <Link
                href={`/reports?report=as-run&campaign=${base.document.id}`}
                className="l-link"
                data-testid="campaign-report"
              >
                {t('campaign.report')}
              </Link>
            )}
          </div>
        </Panel>
      </div>
    </div>
  );
}

function Steps(props: {
  draft: CampaignDraft;
  library: readonly Bulletin[];
  change: (part: Partial<CampaignDraft>) => void;
  timing: Timing | null;
  unit: string;
  isNew: boolean;
}) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { view } = useLive();
  const { language } = useCivil();
  const { draft, library, change, timing } = props;
  const [open, setOpen] = useState<StepName>(props.isNew ? 'bulletins' : 'none');
  const nodes = [...(view?.nodes.values() ?? [])];
  const reached = nodesOfTargets(draft.targets, city, nodes).length;
  const placement =
    draft.place === 'times' ? { kind: draft.place } : { kind: draft.place, sessions: [] };
  return (
    <div className="l-stack">
      <Step
        number={1}
        title={t('campaign.what')}
        isOpen={open === 'bulletins'}
        chosen={t('campaign.bulletins', { count: draft.bulletins.length })}
        onOpen={() => setOpen('bulletins')}
        testId="campaign-step-bulletins"
      >
        <BulletinsStep
          library={library}
          chosen={draft.bulletins}
          onChange={(bulletins) => change({ bulletins })}
          onDone={() => setOpen(reached === 0 ? 'targets' : 'when')}
        />
      </Step>
      <ReachStep
        number={2}
        targets={draft.targets}
        isOpen={open === 'targets'}
        onOpen={() => setOpen('targets')}
        onChange={(targets) => change({ targets })}
        onDone={() => setOpen('when')}
        testId="campaign-step-targets"
      />
      <Step
        number={3}
        title={t('campaign.when')}
        isOpen={open === 'when'}
        chosen={
          timing === null
            ? t('targets.none')
            : sentence(timingWords(t, timing, { language, placement }))
        }
        onOpen={() => setOpen('when')}
        testId="campaign-step-when"
      >
        <WhenStep
          draft={draft}
          onChange={change}
          sessions={<SessionsChoice draft={draft} onChange={change} />}
          onDone={() => setOpen('none')}
        />
      </Step>
      <Step
        number={4}
        title={t('campaign.how')}
        isOpen={open === 'how'}
        chosen={t('campaign.howHint')}
        onOpen={() => setOpen('how')}
        testId="campaign-step-how"
      >
        <HowStep unit={props.unit} draft={draft} library={library} onChange={change} />
      </Step>
    </div>
  );
}
