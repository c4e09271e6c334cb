import './library.css';
import type { Bulletin } from '@loa/protocol/console-api';
import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconSpeakerphone, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { bulletinAudioUrl } from '../../api/client.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { lengthText, momentText } from '../../state/civil-time.ts';
import { mayBroadcast, mayChangeBulletin } from '../../state/scope.ts';
import { Pill } from '../../ui/parts.tsx';
import { SoundPlayer } from '../../ui/sound-player.tsx';
import { BulletinState } from '../shared/bulletin-state.tsx';

export function BulletinRow(props: {
  bulletin: Bulletin;
  unitName: string;
  onRename: () => void;
  onDelete: () => void;
}) {
  const { bulletin } = props;
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { nowMs } = useLive();
  const civil = useCivil();
  const { title } = bulletin;
  const facts = [
    lengthText(bulletin.durationMs),
    bulletin.category,
    props.unitName,
    t('library.by', {
      author: bulletin.author ?? t('library.fromSchedule'),
      when: momentText(Date.parse(bulletin.createdAt), nowMs, civil),
    }),
  ].filter((fact) => fact !== '');
  return (
    <li className="item bulletin" data-testid="bulletin" data-bulletin-id={bulletin.bulletinId}>
      <SoundPlayer
        isSmall
        url={bulletinAudioUrl(bulletin.bulletinId)}
        title={title}
        durationMs={bulletin.durationMs}
        testId={`play-${bulletin.bulletinId}`}
      />
      <div>
        <Link href={`/library/${bulletin.bulletinId}`} className="item-title bulletin-title">
          {title}
        </Link>
        <div className="l-small l-soft">{facts.join(' · ')}</div>
        <div className="l-row">
          {bulletin.class === 'normal' ? null : (
            <Pill tone="warn">{t(`class.${bulletin.class}`)}</Pill>
          )}
          {bulletin.state === 'approved' && bulletin.awaits === null ? null : (
            <BulletinState bulletin={bulletin} />
          )}
        </div>
      </div>
      <div className="bulletin-actions">
        {mayBroadcast(me) ? (
          <Button
            component={Link}
            href={`/send?bulletin=${encodeURIComponent(bulletin.bulletinId)}`}
            variant="light"
            leftSection={<IconSpeakerphone size={20} aria-hidden="true" />}
            aria-label={t('library.sendLabel', { title })}
            data-testid={`send-${bulletin.bulletinId}`}
          >
            {t('library.send')}
          </Button>
        ) : null}
        {mayChangeBulletin(me, bulletin, city) ? (
          <RowActions title={title} onRename={props.onRename} onDelete={props.onDelete} />
        ) : null}
      </div>
    </li>
  );
}

function RowActions(props: { title: string; onRename: () => void; onDelete: () => void }) {
  const { t } = useTranslation();
  const { title } = props;
  return (
    <>
      <ActionIcon
        size={46}
        variant="default"
        aria-label={t('library.renameLabel', { title })}
        data-testid="bulletin-rename"
        onClick={props.onRename}
      >
        <IconPencil size={22} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        size={46}
        variant="default"
        color="brick"
        aria-label={t('library.deleteLabel', { title })}
        data-testid="bulletin-delete"
        onClick={props.onDelete}
      >
        <IconTrash size={22} aria-hidden="true" />
      </ActionIcon>
    </>
  );
}
