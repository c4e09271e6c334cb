import './bulletin.css';
import type { Bulletin } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconArrowLeft, IconSpeakerphone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useBulletin } from '../../session/approvals.ts';
import { useWorkspace } from '../../session/workspace.tsx';
import { mayBroadcast, mayChangeBulletin } from '../../state/scope.ts';
import { PageHead } from '../../ui/parts.tsx';
import { HandDownLink } from '../hand-downs/hand-down-link.tsx';
import { BulletinState } from '../shared/bulletin-state.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { EditPanel } from './edit-panel.tsx';
import { BulletinFacts } from './facts.tsx';
import { Listening } from './listening.tsx';
import { PaperPanel } from './paper-panel.tsx';
import { Versions } from './versions.tsx';

/** All about one bulletin: where an approver's link leads, and where the library opens it. */
export function BulletinPage(props: { bulletinId: string; from: 'library' | 'approvals' }) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const bulletin = useBulletin(props.bulletinId);
  const held = bulletin.data;
  return (
    <>
      <Link href={`/${props.from}`} className="l-link">
        <IconArrowLeft size={20} aria-hidden="true" />
        {t(props.from === 'library' ? 'library.title' : 'approval.title')}
      </Link>
      <PageHead title={held?.title ?? t('approval.one')}>
        {held === undefined ? null : (
          <div className="l-row">
            <BulletinState bulletin={held} />
            {held.state === 'approved' && mayBroadcast(me) ? <SendButton bulletin={held} /> : null}
            <HandDownLink bulletin={held} />
          </div>
        )}
      </PageHead>
      {held === undefined ? <NotYet of={[bulletin]} /> : <Whole bulletin={held} />}
    </>
  );
}

function Whole({ bulletin }: { bulletin: Bulletin }) {
  const { me, city } = useWorkspace();
  const isMine = mayChangeBulletin(me, bulletin, city);
  return (
    <div className="columns">
      <div className="l-stack">
        <Listening bulletin={bulletin} />
        {isMine ? <EditPanel bulletin={bulletin} /> : null}
      </div>
      <div className="l-stack">
        <BulletinFacts bulletin={bulletin} />
        <PaperPanel bulletin={bulletin} isMine={isMine} />
        <Versions bulletin={bulletin} />
      </div>
    </div>
  );
}

function SendButton({ bulletin }: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  return (
    <Button
      component={Link}
      href={`/send?bulletin=${encodeURIComponent(bulletin.bulletinId)}`}
      variant="light"
      leftSection={<IconSpeakerphone size={20} aria-hidden="true" />}
      data-testid="bulletin-send"
    >
      {t('library.send')}
    </Button>
  );
}
