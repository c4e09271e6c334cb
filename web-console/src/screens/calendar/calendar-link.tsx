import { Button, TextInput } from '@mantine/core';
import { IconCopy, IconDeviceMobile } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { makeCalendarLink, revokeCalendarLink } from '../../api/calendar-link.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/parts.tsx';
import { useToast } from '../../ui/toasts.tsx';

/** The way to read the programme in one's own calendar. */
export function CalendarLink() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="light"
        leftSection={<IconDeviceMobile size={20} aria-hidden="true" />}
        onClick={() => setOpen(true)}
        data-testid="calendar-link"
      >
        {t('calendarLink.open')}
      </Button>
      {isOpen ? <LinkDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function LinkDialog(props: { onClose: () => void }) {
  const { t } = useTranslation();
  const showToast = useToast();
  const problemText = useProblemText();
  const onError = (error: unknown): void => showToast('bad', problemText(error));
  const make = useMutation({ mutationFn: makeCalendarLink, onError });
  const revoke = useMutation({
    mutationFn: revokeCalendarLink,
    onSuccess: () => {
      make.reset();
      showToast('good', t('calendarLink.revoked'));
    },
    onError,
  });
  return (
    <Dialog title={t('calendarLink.title')} onClose={props.onClose}>
      <div className="l-stack">
        <p>{t('calendarLink.hint')}</p>
        <Banner tone="note">{t('calendarLink.secret')}</Banner>
        {make.data === undefined ? (
          <Button
            loading={make.isPending}
            onClick={() => make.mutate()}
            data-testid="calendar-link-make"
          >
            {t('calendarLink.make')}
          </Button>
        ) : (
          <Address url={new URL(make.data.path, location.origin).href} />
        )}
        <ConfirmButton
          text={t('calendarLink.revoke')}
          confirmText={t('calendarLink.revokeConfirm')}
          loading={revoke.isPending}
          leftSection={null}
          testId="calendar-link-revoke"
          onConfirm={() => revoke.mutate()}
        />
      </div>
    </Dialog>
  );
}

function Address(props: { url: string }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('calendarLink.address')}
        value={props.url}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        data-testid="calendar-link-address"
      />
      {'clipboard' in navigator ? <Copy url={props.url} /> : null}
    </>
  );
}

/** The clipboard is there on pages over HTTPS and on this machine only. */
function Copy(props: { url: string }) {
  const { t } = useTranslation();
  const showToast = useToast();
  return (
    <Button
      variant="light"
      leftSection={<IconCopy size={20} aria-hidden="true" />}
      onClick={() => {
        void navigator.clipboard
          .writeText(props.url)
          .then(() => showToast('good', t('calendarLink.copied')));
      }}
      data-testid="calendar-link-copy"
    >
      {t('calendarLink.copy')}
    </Button>
  );
}
