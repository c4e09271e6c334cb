import './bulletin.css';
import type { Bulletin } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ReviewStep, type StepTaken, takeStep } from '../../api/approvals.ts';
import { LIBRARY_KEY } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { Banner, Panel } from '../../ui/parts.tsx';
import { ReasonForm } from '../../ui/reason-form.tsx';
import { useToast } from '../../ui/toasts.tsx';

const ICONS = {
  submit: IconSend,
  approve: IconCheck,
  'look-back': IconCheck,
  return: IconArrowBackUp,
  'break-glass': IconAlertTriangle,
};
/** In the order of their use; the first that may be taken is the one that is meant. */
const PLAIN = ['approve', 'look-back', 'submit'] as const;
const REASONED = ['return', 'break-glass'] as const;

/** What the reader may do about a bulletin. */
export function ReviewSteps(props: { bulletin: Bulletin; isHeard: boolean }) {
  const { t } = useTranslation();
  const { bulletin, isHeard } = props;
  const [asked, setAsked] = useState<(typeof REASONED)[number] | null>(null);
  const step = useStep(bulletin);
  const may = (one: ReviewStep): boolean => bulletin.mine.steps.includes(one);
  const mustHear = (one: ReviewStep): boolean =>
    one === 'approve' || one === 'look-back' || (one === 'submit' && bulletin.origin === 'spoken');
  const plain = PLAIN.filter(may);
  const reasoned = REASONED.filter(may);
  if (plain.length + reasoned.length === 0) return null;
  const isWaiting = !isHeard && plain.some(mustHear);
  return (
    <Panel title={t('approval.decide')} testId="approval-steps">
      <div className="l-stack">
        {step.problem === null ? null : (
          <Banner tone="bad" role="alert" testId="approval-error">
            {step.problem}
          </Banner>
        )}
        {isWaiting ? (
          <p className="l-soft" data-testid="approval-listen-first">
            {t('approval.listenFirst')}
          </p>
        ) : null}
        {asked === null ? (
          <div className="approval-actions">
            {plain.map((one) => (
              <StepButton
                key={one}
                step={one}
                isMain
                isDisabled={!isHeard && mustHear(one)}
                isBusy={step.isBusy}
                onPress={() => step.take({ step: one })}
              />
            ))}
            {reasoned.map((one) => (
              <StepButton key={one} step={one} isBusy={false} onPress={() => setAsked(one)} />
            ))}
          </div>
        ) : (
          <ReasonForm
            label={t(`approval.reasonOf.${asked}`)}
            step={t(`approval.step.${asked}`)}
            color={asked === 'break-glass' ? 'brick' : 'teal'}
            isBusy={step.isBusy}
            testId="approval-reason"
            onGive={(reason) => step.take({ step: asked, reason })}
            onCancel={() => setAsked(null)}
          >
            {asked === 'break-glass' ? (
              <Banner tone="warn" icon={<IconAlertTriangle size={22} aria-hidden="true" />}>
                {t('approval.breakGlassWarning')}
              </Banner>
            ) : null}
          </ReasonForm>
        )}
      </div>
    </Panel>
  );
}

function StepButton(props: {
  step: ReviewStep;
  isMain?: boolean;
  isDisabled?: boolean;
  isBusy: boolean;
  onPress: () => void;
}) {
  const { t } = useTranslation();
  const { step } = props;
  const Icon = ICONS[step];
  return (
    <Button
      size="lg"
      variant={props.isMain ? 'filled' : 'default'}
      disabled={props.isDisabled ?? false}
      loading={props.isBusy}
      leftSection={<Icon size={22} aria-hidden="true" />}
      data-testid={`approval-${step}`}
      onClick={props.onPress}
    >
      {t(`approval.step.${step}`)}
    </Button>
  );
}

function useStep(bulletin: Bulletin) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const showToast = useToast();
  const problemText = useProblemText();
  const step = useMutation({
    mutationFn: (taken: StepTaken) => takeStep(bulletin, taken),
    onSuccess: async (_, { step: taken }) => {
      showToast('good', t(`approval.done.${taken}`, { title: bulletin.title }));
      await queries.invalidateQueries({ queryKey: LIBRARY_KEY });
    },
  });
  return {
    take: (taken: StepTaken): void => step.mutate(taken),
    isBusy: step.isPending,
    problem: step.error === null ? null : problemText(step.error),
  };
}
