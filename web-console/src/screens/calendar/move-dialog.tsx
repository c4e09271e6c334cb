import type { Documents } from '@loa/protocol/programme';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { putDocument } from '../../api/documents.ts';
import { DOCUMENTS_KEY } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useLanguage } from '../../session/workspace.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/parts.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { startText } from '../shared/timing-words.ts';

/** A document that a move in the calendar would make. */
export interface Changed<K extends 'campaign' | 'session' = 'campaign' | 'session'> {
  readonly kind: K;
  readonly body: Documents[K];
  readonly version: string;
}

/** This one, or all of them: asked before anything is changed. */
export function MoveDialog(props: {
  title: string;
  from: string;
  to: string;
  one: Changed | null;
  all: Changed | null;
  onClose: (isKept: boolean) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const queries = useQueryClient();
  const showToast = useToast();
  const problemText = useProblemText();
  const { one, all, onClose } = props;
  const keep = useMutation({
    mutationFn: ({ kind, body, version }: Changed) => putDocument(kind, body, version),
    onSuccess: async () => {
      showToast('good', t('calendar.moved'));
      await queries.invalidateQueries({ queryKey: DOCUMENTS_KEY });
      onClose(true);
    },
  });
  return (
    <Dialog title={t('calendar.moveTitle')} onClose={() => onClose(false)}>
      <div className="l-stack">
        <p className="l-strong">{props.title}</p>
        <p>
          {t('calendar.moveText', {
            from: startText(props.from, language, false),
            to: startText(props.to, language, false),
          })}
        </p>
        {keep.error === null ? null : (
          <Banner tone="bad" role="alert" testId="move-error">
            {problemText(keep.error)}
          </Banner>
        )}
        {one === null ? null : (
          <Button loading={keep.isPending} onClick={() => keep.mutate(one)} data-testid="move-one">
            {t('calendar.moveOne')}
          </Button>
        )}
        {all === null ? null : (
          <Button
            variant="light"
            loading={keep.isPending}
            onClick={() => keep.mutate(all)}
            data-testid="move-all"
          >
            {t('calendar.moveAll')}
          </Button>
        )}
        <Button variant="default" onClick={() => onClose(false)} data-testid="move-cancel">
          {t('app.cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
