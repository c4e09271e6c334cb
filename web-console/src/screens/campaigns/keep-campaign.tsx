import type { Bulletin, DocumentView } from '@loa/protocol/console-api';
import type { Campaign } from '@loa/protocol/programme';
import type { ItemId } from '@loa/protocol/vocabulary';
import { IconCalendarCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { putDocument } from '../../api/documents.ts';
import { useNewDocumentId } from '../../session/document-changes.ts';
import type { useTimingStarts } from '../../session/documents.ts';
import { DOCUMENTS_KEY } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import {
  type CampaignDraft,
  type CampaignOutcome,
  planCampaign,
} from '../../state/campaign-draft.ts';
import { civilDate } from '../../state/civil-time.ts';
import { nodesOfTargets } from '../../state/scope.ts';
import { Act } from '../../ui/act.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { Effects } from './effects.tsx';

/** The one button that puts a campaign on the programme, and what it still waits for. */
export function KeepCampaign(props: {
  base: DocumentView<'campaign'> | null;
  draft: CampaignDraft;
  library: readonly Bulletin[];
  starts: ReturnType<typeof useTimingStarts>;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const showToast = useToast();
  const problemText = useProblemText();
  const { base } = props;
  const plan = usePlan(props);
  const keep = useMutation({
    mutationFn: (body: Campaign) => putDocument('campaign', body, base?.version ?? null),
    onSuccess: async ({ document }) => {
      showToast('good', t('campaign.kept', { title: document.title }));
      await queries.invalidateQueries({ queryKey: DOCUMENTS_KEY });
      navigate('/campaigns');
    },
  });
  return (
    <Act
      name="campaign"
      error={keep.error === null ? null : problemText(keep.error)}
      gap={plan.outcome === 'gap' ? t(`campaign.gap.${plan.gap}`) : null}
      isPending={keep.isPending}
      icon={<IconCalendarCheck size={24} aria-hidden="true" />}
      label={t(base === null ? 'campaign.keepNew' : 'campaign.keep')}
      testId="campaign-keep"
      onPress={() => {
        if (plan.outcome === 'ready') keep.mutate(plan.body);
      }}
    >
      {plan.outcome === 'ready' ? <Effects body={plan.body} /> : null}
    </Act>
  );
}

function usePlan(props: Parameters<typeof KeepCampaign>[0]): CampaignOutcome {
  const { me, city } = useWorkspace();
  const { view, nowMs } = useLive();
  const newId = useNewDocumentId();
  const { base, library, starts } = props;
  const reached = nodesOfTargets(props.draft.targets, city, [...(view?.nodes.values() ?? [])]);
  const today = civilDate(nowMs, city.timeZone);
  const { repetition } = props.draft;
  // Cron text is kept as the rule that the controller makes of it.
  const read = starts.isCurrent ? starts.starts : undefined;
  const draft =
    repetition.kind === 'rule'
      ? { ...props.draft, repetition: { ...repetition, rule: read?.rule ?? '' } }
      : props.draft;
  const first = library.find((one) => one.bulletinId === draft.bulletins[0]);
  return planCampaign(draft, {
    reached: reached.length,
    today,
    library,
    by: me.username,
    base: base?.document ?? {
      id: newId(draft.title.trim() || (first?.title ?? '')) as ItemId,
      unit: me.unitId,
    },
  });
}
