import type { Bulletin } from '@loa/protocol/console-api';
import { IconChecks } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useApprovals } from '../../session/approvals.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { lengthText, momentText } from '../../state/civil-time.ts';
import { Empty, PageHead, Pill } from '../../ui/parts.tsx';
import { BulletinState } from '../shared/bulletin-state.tsx';
import { LibrarySections } from '../shared/library-sections.tsx';
import { NotYet } from '../shared/not-yet.tsx';

/** What waits for the reader, oldest first. */
export function Approvals() {
  const { t } = useTranslation();
  const waiting = useApprovals();
  return (
    <>
      <PageHead title={t('approval.title')} />
      <LibrarySections />
      {waiting.data === undefined ? (
        <NotYet of={[waiting]} />
      ) : (
        <div className="panel">
          {waiting.data.length === 0 ? (
            <Empty icon={<IconChecks size={40} stroke={1.5} aria-hidden="true" />}>
              <p>{t('approval.empty')}</p>
            </Empty>
          ) : (
            <ul className="l-list">
              {waiting.data.map((one) => (
                <Row key={one.bulletinId} bulletin={one} />
              ))}
            </ul>
          )}
        </div>
      )}
    </>
  );
}

function Row(props: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { nowMs } = useLive();
  const civil = useCivil();
  const { bulletin } = props;
  const { review } = bulletin;
  const sinceMs = Date.parse(review.submittedAt ?? review.decidedAt ?? bulletin.createdAt);
  const facts = [
    city.units.find((unit) => unit.unitId === bulletin.unitId)?.name ?? bulletin.unitId,
    review.submittedBy ?? bulletin.author ?? t('library.fromSchedule'),
    momentText(sinceMs, nowMs, civil),
    lengthText(bulletin.durationMs),
  ];
  return (
    <li className="item" data-testid="approval-item" data-bulletin-id={bulletin.bulletinId}>
      <Link href={`/approvals/${bulletin.bulletinId}`} className="item-link">
        <div className="l-grow">
          <div className="item-title">{bulletin.title}</div>
          <div className="l-small l-soft">{facts.join(' · ')}</div>
          <div className="l-row">
            <BulletinState bulletin={bulletin} />
            {bulletin.class === 'normal' ? null : (
              <Pill tone="warn">{t(`class.${bulletin.class}`)}</Pill>
            )}
          </div>
        </div>
      </Link>
    </li>
  );
}
