import type { Bulletin } from '@loa/protocol/console-api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { bulletinKey } from '../../session/approvals.ts';
import { LIBRARY_KEY } from '../../session/queries.ts';
import { useToast } from '../../ui/toasts.tsx';

/** A change of one bulletin: what it is now is shown at once, and the library asked again. */
export function useBulletinChange(
  change: () => Promise<Bulletin>,
  doneText: string,
  onDone?: () => void,
) {
  const queries = useQueryClient();
  const showToast = useToast();
  return useMutation({
    mutationFn: change,
    onSuccess: (bulletin) => {
      queries.setQueryData(bulletinKey(bulletin.bulletinId), bulletin);
      void queries.invalidateQueries({ queryKey: LIBRARY_KEY });
      showToast('good', doneText);
      onDone?.();
    },
  });
}
