import type { DocumentView } from '@loa/protocol/console-api';
import type { DocumentKind, Documents } from '@loa/protocol/programme';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { putDocument, removeDocument } from '../api/documents.ts';
import { civilDate, secondText } from '../state/civil-time.ts';
import { documentIdOf } from '../state/document-id.ts';
import { useToast } from '../ui/toasts.tsx';
import { DOCUMENTS_KEY } from './queries.ts';
import { useProblemText } from './use-problem-text.ts';
import { useLive, useWorkspace } from './workspace.tsx';

/** Keeps a document and says so, with the way back to what was before. */
export function useKeepDocument<K extends DocumentKind>(
  kind: K,
  told: { readonly text: (body: Documents[K]) => string; readonly onKept: () => void },
) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const showToast = useToast();
  const problemText = useProblemText();
  const refresh = () => queries.invalidateQueries({ queryKey: DOCUMENTS_KEY });
  const goBack = useMutation({
    mutationFn: (back: () => Promise<unknown>) => back(),
    onSuccess: () => showToast('good', t('rules.undone')),
    onError: (error) => showToast('bad', problemText(error)),
    onSettled: refresh,
  });
  return useMutation({
    mutationFn: (asked: { body: Documents[K]; base: DocumentView<K> | null }) =>
      putDocument(kind, asked.body, asked.base?.version ?? null),
    onSuccess: async ({ document, version }, { base }) => {
      const back = () =>
        base === null
          ? removeDocument(kind, document.id, version)
          : putDocument(kind, base.document, version);
      showToast('good', told.text(document), {
        label: t('document.undo'),
        onPress: () => goBack.mutate(back),
      });
      await refresh();
      told.onKept();
    },
  });
}

/** Names a new document, by what it is called and when it is made. */
export function useNewDocumentId(): (name: string) => string {
  const { city } = useWorkspace();
  const { nowMs } = useLive();
  const day = civilDate(nowMs, city.timeZone);
  const madeAt = day + secondText(nowMs, { language: 'vi', timeZone: city.timeZone });
  return (name) => documentIdOf(name, madeAt);
}
