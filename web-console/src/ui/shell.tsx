import './shell.css';
import type { Language } from '@loa/protocol/vocabulary';
import {
  IconBroadcast,
  IconBuildingBroadcastTower,
  IconCalendarTime,
  IconLibrary,
  IconSpeakerphone,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { Account, type Person } from './account.tsx';
import { Languages } from './languages.tsx';

export type Place = 'now' | 'send' | 'programme' | 'library' | 'nodes';

const PLACES: Record<
  Place,
  {
    path: string;
    /** Pages that belong to it too. */
    also?: readonly string[];
    icon: ComponentType<{ size: number; 'aria-hidden': 'true' }>;
  }
> = {
  now: { path: '/', icon: IconBroadcast },
  send: { path: '/send', icon: IconSpeakerphone },
  programme: {
    path: '/programme',
    also: ['/calendar', '/campaigns', '/relays', '/collisions', '/rules', '/reports'],
    icon: IconCalendarTime,
  },
  library: {
    path: '/library',
    also: ['/approvals', '/inbox', '/distributions', '/templates', '/rights'],
    icon: IconLibrary,
  },
  nodes: { path: '/nodes', icon: IconBuildingBroadcastTower },
};

export interface ShellProps {
  readonly places: readonly Place[];
  readonly placeName: string;
  readonly person: Person;
  /** Nodes that need attention, shown beside the way to them. */
  readonly unwell: number;
  readonly onLanguage: (language: Language) => void;
  readonly onLogOut: () => void;
  readonly children: ReactNode;
}

export function Shell(props: ShellProps) {
  const { t } = useTranslation();
  return (
    <div className="shell">
      <a className="l-skip" href="#main">
        {t('app.skip')}
      </a>
      <nav className="shell-side" aria-label={t('nav.label')}>
        <Brand placeName={props.placeName} />
        <Places {...props} isSide />
      </nav>
      <header className="shell-bar">
        <Brand placeName={props.placeName} />
        <Languages onChoose={props.onLanguage} />
        <Account {...props} />
      </header>
      <main id="main" className="shell-main" tabIndex={-1}>
        {props.children}
      </main>
      <nav className="shell-tabs" aria-label={t('nav.label')}>
        <Places {...props} />
      </nav>
    </div>
  );
}

export function Logo(props: { size: number }) {
  return (
    <svg width={props.size} height={props.size} viewBox="4 6 26 20" aria-hidden="true">
      <path d="M7 13.5v5h3.6l7.4 4.8V8.7l-7.4 4.8z" fill="#fff" />
      <path
        d="M21.3 12.2a5.4 5.4 0 0 1 0 7.6M24.3 9.4a9.4 9.4 0 0 1 0 13.2"
        fill="none"
        stroke="#ffc44d"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}

function Brand(props: { placeName: string }) {
  const { t } = useTranslation();
  return (
    <Link href="/" className="shell-brand">
      <Logo size={34} />
      <div>
        <div className="shell-brand-name">{t('app.name')}</div>
        <div className="shell-brand-place">{props.placeName}</div>
      </div>
    </Link>
  );
}

function Places(props: Pick<ShellProps, 'places' | 'unwell'> & { isSide?: boolean }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  return (
    <ul className="l-list">
      {props.places.map((place) => {
        const { path, also = [], icon: Icon } = PLACES[place];
        const isHere =
          path === '/' ? location === '/' : [path, ...also].some((one) => location.startsWith(one));
        return (
          <li key={place}>
            <Link
              href={path}
              className="shell-tab"
              aria-current={isHere ? 'page' : undefined}
              data-testid={`nav-${place}${props.isSide ? '-side' : ''}`}
            >
              <Icon size={24} aria-hidden="true" />
              {t(`nav.${place}`)}
              {place === 'nodes' && props.unwell > 0 ? (
                <span className="shell-count">{props.unwell}</span>
              ) : null}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
