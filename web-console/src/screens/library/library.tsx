import type { Bulletin } from '@loa/protocol/console-api';
import { Button, Skeleton } from '@mantine/core';
import { IconFileMusic, IconKeyboard } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useBulletins } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useWorkspace } from '../../session/workspace.tsx';
import { mayBroadcast } from '../../state/scope.ts';
import { matches } from '../../state/search.ts';
import { Banner, Empty, PageHead } from '../../ui/parts.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { LibrarySections } from '../shared/library-sections.tsx';
import { BulletinRow } from './bulletin-row.tsx';
import { DeleteDialog, RenameDialog } from './dialogs.tsx';

type Open = { dialog: 'rename' | 'delete'; bulletin: Bulletin } | null;

export function Library() {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { me } = useWorkspace();
  const bulletins = useBulletins();
  return (
    <>
      <PageHead title={t('library.title')}>
        {mayBroadcast(me) ? (
          <Button
            component={Link}
            href="/library/new/spoken"
            variant="light"
            leftSection={<IconKeyboard size={20} aria-hidden="true" />}
            data-testid="library-type"
          >
            {t('speech.title')}
          </Button>
        ) : null}
      </PageHead>
      <LibrarySections />
      {bulletins.error !== null && bulletins.data === undefined ? (
        <Banner
          tone="bad"
          role="alert"
          action={<Button onClick={bulletins.refetch}>{t('app.retry')}</Button>}
        >
          {problemText(bulletins.error)}
        </Banner>
      ) : bulletins.data === undefined ? (
        <Skeleton height={240} radius="lg" />
      ) : (
        <BulletinList bulletins={bulletins.data} />
      )}
    </>
  );
}

function BulletinList(props: { bulletins: readonly Bulletin[] }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<Open>(null);
  const unitName = (one: Bulletin): string =>
    city.units.find((unit) => unit.unitId === one.unitId)?.name ?? '';
  const authorOf = (one: Bulletin): string => one.author ?? t('library.fromSchedule');
  const found = props.bulletins
    .filter((one) => matches(query, one.title, one.category, authorOf(one), unitName(one)))
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const close = (): void => setOpen(null);
  if (props.bulletins.length === 0) {
    return (
      <div className="panel">
        <Empty icon={<IconFileMusic size={40} stroke={1.5} aria-hidden="true" />}>
          <p>{t('library.empty')}</p>
        </Empty>
      </div>
    );
  }
  return (
    <section className="panel l-stack">
      <SearchField
        label={t('library.search')}
        hint={t('library.searchHint')}
        query={query}
        onQuery={setQuery}
        testId="library-search"
      />
      <p className="l-small l-soft" aria-live="polite">
        {found.length === 0
          ? t('library.noMatch', { query })
          : t('library.count', { count: found.length })}
      </p>
      <ul className="l-list">
        {found.map((one) => (
          <BulletinRow
            key={one.bulletinId}
            bulletin={one}
            unitName={unitName(one)}
            onRename={() => setOpen({ dialog: 'rename', bulletin: one })}
            onDelete={() => setOpen({ dialog: 'delete', bulletin: one })}
          />
        ))}
      </ul>
      {open?.dialog === 'rename' ? <RenameDialog bulletin={open.bulletin} onClose={close} /> : null}
      {open?.dialog === 'delete' ? <DeleteDialog bulletin={open.bulletin} onClose={close} /> : null}
    </section>
  );
}
