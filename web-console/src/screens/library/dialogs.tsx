import type { Bulletin } from '@loa/protocol/console-api';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeBulletin } from '../../api/bulletins.ts';
import { deleteBulletin } from '../../api/client.ts';
import { LIBRARY_KEY } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/parts.tsx';
import { useToast } from '../../ui/toasts.tsx';

interface DialogProps {
  readonly bulletin: Bulletin;
  readonly onClose: () => void;
}

export function RenameDialog(props: DialogProps) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(props.bulletin.title);
  const rename = useChange(
    () => changeBulletin(props.bulletin.bulletinId, { title: title.trim() }),
    t('library.renamed'),
    props.onClose,
  );
  return (
    <Dialog title={t('library.rename')} onClose={props.onClose}>
      <Problem error={rename.error} />
      <form
        className="l-stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (title.trim() !== '') rename.mutate();
        }}
      >
        <TextInput
          label={t('library.newTitle')}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
          data-testid="rename-title"
        />
        <Button type="submit" loading={rename.isPending} data-testid="rename-save">
          {t('library.save')}
        </Button>
      </form>
    </Dialog>
  );
}

export function DeleteDialog(props: DialogProps) {
  const { t } = useTranslation();
  const remove = useChange(
    () => deleteBulletin(props.bulletin.bulletinId),
    t('library.deleted'),
    props.onClose,
  );
  return (
    <Dialog title={t('library.deleteTitle')} onClose={props.onClose}>
      <Problem error={remove.error} />
      <div className="l-stack">
        <p>{t('library.deleteText', { title: props.bulletin.title })}</p>
        <div className="l-row">
          <Button variant="default" className="l-grow" onClick={props.onClose}>
            {t('app.cancel')}
          </Button>
          <Button
            color="brick"
            className="l-grow"
            loading={remove.isPending}
            data-testid="delete-confirm"
            onClick={() => remove.mutate()}
          >
            {t('library.delete')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Problem(props: { error: Error | null }) {
  const problemText = useProblemText();
  if (props.error === null) return null;
  return (
    <Banner tone="bad" role="alert" testId="dialog-error">
      {problemText(props.error)}
    </Banner>
  );
}

function useChange(change: () => Promise<unknown>, doneText: string, onClose: () => void) {
  const queries = useQueryClient();
  const showToast = useToast();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: LIBRARY_KEY });
      showToast('good', doneText);
      onClose();
    },
  });
}
