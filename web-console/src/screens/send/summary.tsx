import type { NodeStatus } from '@loa/protocol/console-api';
import { IconAlertTriangle, IconSpeakerphone } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { sendBroadcast } from '../../api/client.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import {
  type CivilFormat,
  clockText,
  dayText,
  instantOfCivil,
  lengthText,
} from '../../state/civil-time.ts';
import { type Draft, planBroadcast, type WhenDraft } from '../../state/draft.ts';
import { Act } from '../../ui/act.tsx';
import { Banner, Panel } from '../../ui/parts.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { broadcastPath, targetsText } from '../shared/words.ts';
import { useBeyondHours } from './beyond-hours.tsx';
import { SoundChosen } from './sound-chosen.tsx';
import type { Uploading } from './use-upload.ts';

export function whenText(t: TFunction, when: WhenDraft, format: CivilFormat): string {
  if (when.kind === 'now') return t('send.now');
  const atMs = instantOfCivil(when.date, when.clock, format.timeZone);
  if (atMs === null) return t('send.gap.time');
  return `${clockText(atMs, format)}, ${dayText(atMs, format)}`;
}

/** What will happen, and the one button that makes it happen. */
export function Summary(props: {
  draft: Draft;
  reached: readonly NodeStatus[];
  uploading: Uploading;
}) {
  const { draft, reached, uploading } = props;
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { nowMs, view } = useLive();
  const civil = useCivil();
  const [, navigate] = useLocation();
  const showToast = useToast();
  const problemText = useProblemText();
  const plan = planBroadcast(draft, reached, { nowMs, timeZone: city.timeZone });
  const send = useMutation({
    mutationFn: sendBroadcast,
    onSuccess: (broadcast) => {
      showToast('good', t('send.sent'));
      navigate(broadcastPath(broadcast.cueId));
    },
  });
  const beyond = useBeyondHours(send.error);
  const offline = reached.filter((node) => node.state === 'offline').length;
  const lengthMs = soundLengthMs(draft, uploading);
  const isNow = draft.when.kind === 'now';
  const when = whenText(t, draft.when, civil);
  return (
    <div className="send-summary">
      <Panel title={t('send.summary')} testId="send-summary">
        <div className="l-stack">
          <dl className="facts">
            <dt>{t('send.soundLabel')}</dt>
            <dd>
              {draft.sound.kind === 'none' ? (
                t('targets.none')
              ) : (
                <SoundChosen sound={draft.sound} uploading={uploading} />
              )}
            </dd>
            {lengthMs === null ? null : (
              <>
                <dt>{t('send.lengthLabel')}</dt>
                <dd>{lengthText(lengthMs)}</dd>
              </>
            )}
            <dt>{t('send.targetsLabel')}</dt>
            <dd data-testid="summary-targets">
              {targetsText(t, draft.targets, { city, nodes: view?.nodes.values() ?? [] })}
              <div>{t('send.reach', { count: reached.length })}</div>
            </dd>
            <dt>{t('send.whenLabel')}</dt>
            <dd>{when}</dd>
          </dl>
          {offline > 0 ? (
            <Banner tone="warn" icon={<IconAlertTriangle size={22} aria-hidden="true" />}>
              {t('send.reachOffline', { count: offline })}
            </Banner>
          ) : null}
          {beyond.field}
          <Act
            name="send"
            error={send.error === null ? null : problemText(send.error)}
            gap={plan.outcome === 'gap' ? t(`send.gap.${plan.gap}`) : null}
            isPending={send.isPending}
            icon={<IconSpeakerphone size={24} aria-hidden="true" />}
            label={isNow ? t('send.sendNow') : t('send.sendAt', { when })}
            testId={isNow ? 'send-now' : 'send-at'}
            onPress={() => {
              if (plan.outcome === 'ready') send.mutate({ ...plan.body, ...beyond.override });
            }}
          />
        </div>
      </Panel>
    </div>
  );
}

function soundLengthMs(draft: Draft, uploading: Uploading): number | null {
  // A chosen bulletin says its length beside its title.
  if (draft.sound.kind === 'bulletin') return null;
  return uploading.upload?.durationMs ?? null;
}
