import type { DocumentView } from '@loa/protocol/console-api';
import type { ItemId } from '@loa/protocol/vocabulary';
import { IconCalendarCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useKeepDocument, useNewDocumentId } from '../../session/document-changes.ts';
import type { useTimingStarts } from '../../session/documents.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { civilDate } from '../../state/civil-time.ts';
import { planRelay, type RelayDraft, type RelayOutcome } from '../../state/relay-draft.ts';
import { nodesOfTargets } from '../../state/scope.ts';
import { Act } from '../../ui/act.tsx';

interface KeepProps {
  readonly base: DocumentView<'relay'> | null;
  readonly draft: RelayDraft;
  readonly hosts: readonly string[];
  readonly starts: ReturnType<typeof useTimingStarts>;
}

/** The one button that puts a relay on the programme, and what it still waits for. */
export function KeepRelay(props: KeepProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const problemText = useProblemText();
  const { base } = props;
  const plan = usePlan(props);
  const keep = useKeepDocument('relay', {
    text: ({ title }) => t('relay.kept', { title }),
    onKept: () => navigate('/relays'),
  });
  return (
    <Act
      name="relay"
      error={keep.error === null ? null : problemText(keep.error)}
      gap={gapText()}
      isPending={keep.isPending}
      icon={<IconCalendarCheck size={24} aria-hidden="true" />}
      label={t(base === null ? 'relay.keepNew' : 'relay.keep')}
      testId="relay-keep"
      onPress={() => {
        if (plan.outcome === 'ready') keep.mutate({ body: plan.body, base });
      }}
    />
  );

  function gapText(): string | null {
    if (plan.outcome === 'ready') return null;
    const { of, gap } = plan.gap;
    return of === 'relay' ? t(`relay.gap.${gap}`) : t(`campaign.gap.${gap}`);
  }
}

function usePlan({ base, draft, hosts, starts }: KeepProps): RelayOutcome {
  const { me, city } = useWorkspace();
  const { view, nowMs } = useLive();
  const newId = useNewDocumentId();
  const reached = nodesOfTargets(draft.targets, city, [...(view?.nodes.values() ?? [])]);
  // Cron text is kept as the rule that the controller makes of it.
  const read = starts.isCurrent ? starts.starts : undefined;
  const repetition =
    draft.repetition.kind === 'rule'
      ? { ...draft.repetition, rule: read?.rule ?? '' }
      : draft.repetition;
  return planRelay(
    { ...draft, repetition },
    {
      reached: reached.length,
      today: civilDate(nowMs, city.timeZone),
      hosts,
      base: base?.document ?? { id: newId(draft.title) as ItemId, unit: me.unitId },
    },
  );
}
