import type { Bulletin } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useBulletin } from '../../session/approvals.ts';
import { Banner } from '../../ui/parts.tsx';
import { Listening } from '../bulletin/listening.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { Speak } from './speak.tsx';

/** On the way to a broadcast: typed, spoken, heard and put forward, then taken if it may sound. */
export function SpokenSound(props: { onReady: (bulletin: Bulletin) => void }) {
  const [bulletinId, setBulletinId] = useState<string | null>(null);
  return bulletinId === null ? (
    <Speak onSpoken={setBulletinId} />
  ) : (
    <Spoken {...props} bulletinId={bulletinId} />
  );
}

function Spoken(props: { bulletinId: string; onReady: (bulletin: Bulletin) => void }) {
  const { t } = useTranslation();
  const bulletin = useBulletin(props.bulletinId);
  if (bulletin.data === undefined) return <NotYet of={[bulletin]} />;
  const held = bulletin.data;
  return (
    <div className="l-stack">
      <Listening bulletin={held} />
      {held.state === 'approved' ? (
        <Button
          size="lg"
          rightSection={<IconArrowRight size={22} aria-hidden="true" />}
          onClick={() => props.onReady(held)}
          data-testid="spoken-take"
        >
          {t('speech.take')}
        </Button>
      ) : null}
      {held.state === 'submitted' ? (
        <Banner
          tone="note"
          testId="spoken-waits"
          action={
            <Link href={`/library/${held.bulletinId}`} className="l-link">
              {t('speech.toBulletin')}
            </Link>
          }
        >
          {t('speech.waits', { names: held.approvers.join(', ') })}
        </Banner>
      ) : null}
    </div>
  );
}
