import type { DocumentView } from '@loa/protocol/console-api';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { removeDocument } from '../../api/documents.ts';
import { DOCUMENTS_KEY } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useToast } from '../../ui/toasts.tsx';

/** Two presses take a campaign off the programme. */
export function RemoveCampaign(props: { view: DocumentView<'campaign'> }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const showToast = useToast();
  const problemText = useProblemText();
  const { document, version } = props.view;
  const { id, title } = document;
  const remove = useMutation({
    mutationFn: () => removeDocument('campaign', id, version),
    onSuccess: async () => {
      showToast('good', t('campaign.removed', { title }));
      await queries.invalidateQueries({ queryKey: DOCUMENTS_KEY });
    },
    onError: (error) => showToast('bad', problemText(error)),
  });
  return (
    <ConfirmButton
      leftSection={<IconTrash size={20} aria-hidden="true" />}
      text={t('campaign.remove')}
      label={t('campaign.removeLabel', { title })}
      confirmText={t('campaign.removeConfirm')}
      loading={remove.isPending}
      testId="campaign-remove"
      onConfirm={() => remove.mutate()}
    />
  );
}
