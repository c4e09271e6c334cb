import type { DocumentView } from '@loa/protocol/console-api';
import type { ItemId } from '@loa/protocol/vocabulary';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { putDocument, removeDocument } from '../../api/documents.ts';
import { DOCUMENTS_KEY } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { dayOrderOf, type SessionStart } from '../../state/day-programme.ts';
import { useToast } from '../../ui/toasts.tsx';

/** Keeps the order of one start of a session, or takes it back to the usual one. */
export function useDayOrder(
  start: SessionStart,
  held: DocumentView<'day-order'> | null,
  onDone: () => void,
) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const showToast = useToast();
  const problemText = useProblemText();
  const done = async (text: string): Promise<void> => {
    showToast('good', text);
    await queries.invalidateQueries({ queryKey: DOCUMENTS_KEY });
    await queries.invalidateQueries({ queryKey: ['broadcasts'] });
    onDone();
  };
  const keep = useMutation({
    mutationFn: (items: readonly ItemId[]) =>
      putDocument('day-order', dayOrderOf(start, items), held?.version ?? null),
    onSuccess: () => done(t('programme.orderSaved')),
  });
  const drop = useMutation({
    mutationFn: async () => {
      if (held !== null) await removeDocument('day-order', held.document.id, held.version);
    },
    onSuccess: () => done(t('programme.orderDropped')),
  });
  const error = keep.error ?? drop.error;
  return {
    keep: (items: readonly ItemId[]): void => keep.mutate(items),
    drop: (): void => drop.mutate(),
    isBusy: keep.isPending || drop.isPending,
    problem: error === null ? null : problemText(error),
  };
}
