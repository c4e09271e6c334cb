import type { WarningView } from '@loa/protocol/console-api';
import { IconBellRinging } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useWarnings } from '../../session/outlook.ts';
import { Panel } from '../../ui/parts.tsx';
import { MoreList } from '../shared/more.tsx';

const SHOWN_FIRST = 4;

/** What is to be seen to before it is due, each with the way to where that is done. */
export function Warnings() {
  const { t } = useTranslation();
  const warnings = useWarnings();
  if (warnings.length === 0) return null;
  return (
    <Panel
      title={t('warning.title')}
      icon={<IconBellRinging size={22} aria-hidden="true" />}
      testId="warnings"
    >
      <MoreList
        items={warnings}
        first={SHOWN_FIRST}
        draw={(one) => (
          <li key={one.id} className="item" data-testid="warning">
            <Link href={placeOf(one)} className="item-link">
              <div className="l-grow">{one.text}</div>
            </Link>
          </li>
        )}
      />
    </Panel>
  );
}

function placeOf(warning: WarningView): string {
  switch (warning.kind) {
    case 'empty-day':
    case 'empty-week':
    case 'empty-session':
      return '/programme';
    case 'not-approved':
      return `/approvals/${warning.bulletinId}`;
    case 'sound-not-held':
      return `/nodes/${warning.nodeId}`;
    case 'undecided':
      return '/collisions';
    case 'unanswered':
      return '/inbox';
    case 'relay-lacks':
      return '/relays';
  }
}
