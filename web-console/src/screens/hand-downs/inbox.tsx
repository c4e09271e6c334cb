import './hand-downs.css';
import { IconInbox, IconUrgent } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useInbox } from '../../session/hand-downs.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { inboxLines } from '../../state/hand-downs.ts';
import { unitsWithin } from '../../state/scope.ts';
import { Banner, Empty, PageHead } from '../../ui/parts.tsx';
import { LibrarySections } from '../shared/library-sections.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { broadcastPath } from '../shared/words.ts';
import { InboxItem } from './inbox-item.tsx';

/** What comes from above: a normal bulletin is scheduled or declined, a priority one is planned already. */
export function Inbox() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const inbox = useInbox();
  const lines = inboxLines(inbox.data ?? [], unitsWithin(city.units, me.unitId));
  return (
    <>
      <PageHead title={t('inbox.title')} />
      <LibrarySections />
      <Emergencies />
      {inbox.data === undefined ? (
        <NotYet of={[inbox]} />
      ) : lines.length === 0 ? (
        <div className="panel">
          <Empty icon={<IconInbox size={40} stroke={1.5} aria-hidden="true" />}>
            <p>{t('inbox.empty')}</p>
          </Empty>
        </div>
      ) : (
        <div className="l-stack">
          {lines.map((line) => (
            <InboxItem key={`${line.handed.id} ${line.report.unit}`} line={line} />
          ))}
        </div>
      )}
    </>
  );
}

/** Emergencies wait for nobody's answer: they sound. */
function Emergencies() {
  const { t } = useTranslation();
  const { view } = useLive();
  return [...(view?.broadcasts.values() ?? [])]
    .filter((one) => one.class === 'emergency' && one.state === 'sounding')
    .map((one) => (
      <Banner
        key={one.cueId}
        tone="bad"
        icon={<IconUrgent size={26} aria-hidden="true" />}
        testId="inbox-emergency"
      >
        <Link href={broadcastPath(one.cueId)} className="l-link">
          {t('inbox.emergency', { title: one.title })}
        </Link>
      </Banner>
    ));
}
