import type { DocumentView } from '@loa/protocol/console-api';
import type { DocumentKind } from '@loa/protocol/programme';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { putDocument, removeDocument } from '../../api/documents.ts';
import { DOCUMENTS_KEY } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useToast } from '../../ui/toasts.tsx';

/** Two presses remove a document; a third, for a while, puts the very same one back. */
export function RemoveDocument<K extends DocumentKind>(props: {
  kind: K;
  view: DocumentView<K>;
  title: string;
  testId: string;
  /** Where removing is called something else. */
  words?: {
    readonly icon: ReactNode;
    readonly text: string;
    readonly label: string;
    readonly confirm: string;
    readonly done: string;
  };
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const showToast = useToast();
  const problemText = useProblemText();
  const { kind, view, title, words } = props;
  const onSettled = () => queries.invalidateQueries({ queryKey: DOCUMENTS_KEY });
  const onError = (error: unknown): void => showToast('bad', problemText(error));
  const putBack = useMutation({
    mutationFn: (removed: DocumentView<K>) => putDocument(kind, removed.document, null),
    onSuccess: () => showToast('good', t('document.restored', { title })),
    onError,
    onSettled,
  });
  const remove = useMutation({
    mutationFn: () => removeDocument(kind, view.document.id, view.version),
    onSuccess: (removed) => {
      const onPress = (): void => putBack.mutate(removed);
      showToast('good', words?.done ?? t('document.removed', { title }), {
        label: t('document.undo'),
        onPress,
      });
    },
    onError,
    onSettled,
  });
  return (
    <ConfirmButton
      leftSection={words?.icon ?? <IconTrash size={20} aria-hidden="true" />}
      text={words?.text ?? t('document.remove')}
      label={words?.label ?? t('document.removeLabel', { title })}
      confirmText={words?.confirm ?? t('document.removeConfirm')}
      loading={remove.isPending}
      testId={props.testId}
      onConfirm={() => remove.mutate()}
    />
  );
}
