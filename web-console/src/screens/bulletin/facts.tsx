import type { Bulletin } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { lengthText, momentText } from '../../state/civil-time.ts';
import { Panel } from '../../ui/parts.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { dayOf } from '../shared/timing-words.ts';
import { tongueText } from '../shared/words.ts';

/** Whose it is, what it is, and what has happened to it. */
export function BulletinFacts(props: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { nowMs } = useLive();
  const civil = useCivil();
  const { bulletin } = props;
  const { review } = bulletin;
  const at = (iso: string): string => momentText(Date.parse(iso), nowMs, civil);
  const by = (name: string | null, iso: string | null): string =>
    [name ?? '', iso === null ? '' : at(iso)].filter((part) => part !== '').join(', ');
  const facts: [label: string, value: string][] = [
    [t('nodes.unit'), city.units.find((one) => one.unitId === bulletin.unitId)?.name ?? ''],
    [t('send.class'), t(`class.${bulletin.class}`)],
    [t('approval.category'), bulletin.category],
    [t('bulletin.language'), tongueText(t, bulletin.language)],
    [t('bulletin.origin'), t(`bulletin.from.${bulletin.origin}`)],
    [t('send.lengthLabel'), lengthText(bulletin.durationMs)],
    [t('approval.made'), by(bulletin.author, bulletin.createdAt)],
    [t('approval.submitted'), by(review.submittedBy, review.submittedAt)],
    [t('approval.decided'), by(review.decidedBy, review.decidedAt)],
    [t('approval.how'), review.how === null ? '' : t(`approval.way.${review.how}`)],
    [t('approval.valid'), validity(bulletin)],
    [t('approval.approvers'), bulletin.approvers.join(', ')],
  ];
  return (
    <Panel title={t('approval.facts')}>
      <dl className="facts">
        {facts
          .filter(([, value]) => value !== '')
          .map(([label, value]) => (
            <Fact key={label} label={label} value={value} />
          ))}
      </dl>
      {bulletin.awaits === null ? null : <CopyLink />}
    </Panel>
  );

  function validity({ validFrom, validThrough }: Bulletin): string {
    if (validFrom === null && validThrough === null) return '';
    return `${validFrom === null ? '…' : dayOf(validFrom)} – ${validThrough === null ? '…' : dayOf(validThrough)}`;
  }
}

function Fact(props: { label: string; value: string }) {
  return (
    <>
      <dt>{props.label}</dt>
      <dd>{props.value}</dd>
    </>
  );
}

/** The address alone: who follows it logs in. */
function CopyLink() {
  const { t } = useTranslation();
  const showToast = useToast();
  // The clipboard is there on pages over HTTPS and on this machine only.
  if (!('clipboard' in navigator)) return null;
  return (
    <Button
      variant="default"
      mt={12}
      leftSection={<IconCopy size={20} aria-hidden="true" />}
      onClick={() => {
        void navigator.clipboard
          .writeText(location.href)
          .then(() => showToast('good', t('nodes.copied')));
      }}
    >
      {t('approval.copyLink')}
    </Button>
  );
}
