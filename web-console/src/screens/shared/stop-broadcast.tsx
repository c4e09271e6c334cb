import type { Broadcast } from '@loa/protocol/console-api';
import type { ButtonProps } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { stopBroadcast } from '../../api/client.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { mayStop } from '../../state/scope.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useToast } from '../../ui/toasts.tsx';

/** Stops one broadcast, or cancels it before it begins; nothing for whom it does not belong to. */
export function StopBroadcast(
  props: ButtonProps & { broadcast: Broadcast; onStopped?: () => void },
) {
  const { broadcast, onStopped, ...rest } = props;
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view } = useLive();
  const showToast = useToast();
  const problemText = useProblemText();
  const stop = useMutation({
    mutationFn: () => stopBroadcast(broadcast.cueId),
    onSuccess: () => {
      showToast('good', t('stop.doneOne', { title: broadcast.title }));
      onStopped?.();
    },
    onError: (error) => showToast('bad', problemText(error)),
  });
  const nodes = [...(view?.nodes.values() ?? [])];
  const isOver = ['over', 'stopped', 'withheld'].includes(broadcast.state);
  if (isOver || !mayStop({ me, city, nodes }, broadcast)) return null;
  const isPlanned = broadcast.state === 'planned';
  return (
    <ConfirmButton
      {...rest}
      loading={stop.isPending}
      testId="stop-broadcast"
      text={t(isPlanned ? 'stop.planned' : 'stop.one')}
      label={t(isPlanned ? 'stop.plannedLabel' : 'stop.oneLabel', { title: broadcast.title })}
      confirmText={t(isPlanned ? 'stop.confirmPlanned' : 'stop.confirm')}
      onConfirm={() => stop.mutate()}
    />
  );
}
