import type { Bulletin } from '@loa/protocol/console-api';
import { LIMITS } from '@loa/protocol/vocabulary';
import { Button, TextInput } from '@mantine/core';
import { IconDownload, IconPaperclip } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { attachPaper, changeBulletin, paperUrl } from '../../api/bulletins.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { Act } from '../../ui/act.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Panel } from '../../ui/parts.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useBulletinChange } from './use-bulletin-change.ts';

/** The signed paper that it carries out: its number, and its file. */
export function PaperPanel(props: { bulletin: Bulletin; isMine: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { bulletin, isMine } = props;
  const { paper } = bulletin.review;
  if (paper === null && !isMine) return null;
  return (
    <Panel title={t('bulletin.paper.title')} testId="bulletin-paper">
      <div className="l-stack">
        {paper === null ? (
          <p className="l-soft">{t('bulletin.paper.none')}</p>
        ) : (
          <div className="l-row">
            <p className="l-grow l-strong" data-testid="paper-number">
              {t('bulletin.paper.numbered', { number: paper.number })}
            </p>
            {paper.hasFile ? (
              <Button
                component="a"
                href={paperUrl(bulletin.bulletinId)}
                download
                variant="light"
                leftSection={<IconDownload size={20} aria-hidden="true" />}
                data-testid="paper-download"
              >
                {t('bulletin.paper.download')}
              </Button>
            ) : null}
          </div>
        )}
        {isMine && isOpen ? <PaperForm bulletin={bulletin} onDone={() => setOpen(false)} /> : null}
        {isMine && !isOpen ? (
          <div className="l-row">
            <Button
              variant="default"
              leftSection={<IconPaperclip size={20} aria-hidden="true" />}
              onClick={() => setOpen(true)}
              data-testid="paper-open"
            >
              {t(paper === null ? 'bulletin.paper.attach' : 'bulletin.paper.other')}
            </Button>
            {paper === null ? null : <TakeOff bulletin={bulletin} />}
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

function PaperForm(props: { bulletin: Bulletin; onDone: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [number, setNumber] = useState(props.bulletin.review.paper?.number ?? '');
  const [file, setFile] = useState<File | null>(null);
  const attach = useBulletinChange(
    () => {
      if (file === null) throw new Error('there is no file');
      return attachPaper(props.bulletin, { number: number.trim(), file });
    },
    t('bulletin.paper.attached'),
    props.onDone,
  );
  return (
    <div className="l-stack">
      <TextInput
        label={t('bulletin.paper.number')}
        description={t('bulletin.paper.numberHint')}
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
        maxLength={60}
        data-testid="paper-number-field"
      />
      <label className="l-stack bulletin-file">
        <span className="l-strong l-small">{t('bulletin.paper.file')}</span>
        <input
          type="file"
          accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
          onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          data-testid="paper-file"
        />
      </label>
      <Act
        name="paper"
        error={attach.error === null ? null : problemText(attach.error)}
        gap={gapOf(number, file)}
        isPending={attach.isPending}
        icon={<IconPaperclip size={20} aria-hidden="true" />}
        label={t('bulletin.paper.attach')}
        testId="paper-attach"
        onPress={() => attach.mutate()}
      />
      <Button variant="subtle" onClick={props.onDone}>
        {t('app.cancel')}
      </Button>
    </div>
  );

  function gapOf(given: string, chosen: File | null): string | null {
    if (given.trim() === '') return t('bulletin.paper.gap.number');
    if (chosen === null) return t('bulletin.paper.gap.file');
    // Refused before a byte is sent, in the words of the controller.
    return chosen.size > LIMITS.paperBytes ? t('problem.paper-too-large') : null;
  }
}

function TakeOff({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const showToast = useToast();
  const takeOff = useBulletinChange(
    () => changeBulletin(bulletin.bulletinId, { paperNumber: null }),
    t('bulletin.paper.takenOff'),
  );
  return (
    <ConfirmButton
      leftSection={null}
      text={t('bulletin.paper.takeOff')}
      confirmText={t('bulletin.paper.takeOffConfirm')}
      loading={takeOff.isPending}
      testId="paper-take-off"
      onConfirm={() =>
        takeOff.mutate(undefined, { onError: (error) => showToast('bad', problemText(error)) })
      }
    />
  );
}
