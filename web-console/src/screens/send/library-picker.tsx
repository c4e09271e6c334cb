import type { Bulletin } from '@loa/protocol/console-api';
import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bulletinAudioUrl } from '../../api/client.ts';
import { useBulletins } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { lengthText } from '../../state/civil-time.ts';
import { matches } from '../../state/search.ts';
import { Banner } from '../../ui/parts.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SoundPlayer } from '../../ui/sound-player.tsx';
import { MoreList } from '../shared/more.tsx';

/** Bulletins to choose from: listen, then take. */
export function LibraryPicker(props: { onPick: (bulletin: Bulletin) => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const bulletins = useBulletins();
  const [query, setQuery] = useState('');
  if (bulletins.error !== null) {
    return (
      <Banner
        tone="bad"
        role="alert"
        action={<Button onClick={bulletins.refetch}>{t('app.retry')}</Button>}
      >
        {problemText(bulletins.error)}
      </Banner>
    );
  }
  if (bulletins.data === undefined) return <Skeleton height={180} />;
  const found = bulletins.data.filter((one) => matches(query, one.title, one.category));
  return (
    <>
      <SearchField
        label={t('library.search')}
        query={query}
        onQuery={setQuery}
        testId="picker-search"
      />
      {found.length === 0 ? (
        <p className="l-soft">
          {bulletins.data.length === 0 ? t('library.empty') : t('library.noMatch', { query })}
        </p>
      ) : (
        <MoreList
          items={found}
          first={8}
          draw={(one) => (
            <li key={one.bulletinId} className="item l-row" data-testid="picker-item">
              <SoundPlayer
                isSmall
                url={bulletinAudioUrl(one.bulletinId)}
                title={one.title}
                durationMs={one.durationMs}
              />
              <div className="l-grow">
                <div className="item-title">{one.title}</div>
                <div className="l-small l-soft l-number">{lengthText(one.durationMs)}</div>
              </div>
              <Button
                variant="light"
                aria-label={t('send.chooseLabel', { title: one.title })}
                data-testid={`pick-${one.bulletinId}`}
                onClick={() => props.onPick(one)}
              >
                {t('send.choose')}
              </Button>
            </li>
          )}
        />
      )}
    </>
  );
}
