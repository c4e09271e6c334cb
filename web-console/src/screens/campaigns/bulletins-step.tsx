import type { Bulletin } from '@loa/protocol/console-api';
import type { BulletinId } from '@loa/protocol/vocabulary';
import { ActionIcon, Button, Checkbox } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lengthText } from '../../state/civil-time.ts';
import { moved } from '../../state/order.ts';
import { matches } from '../../state/search.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { MoreList } from '../shared/more.tsx';

const SHOWN_FIRST = 8;

/** Which bulletins, and in which order. */
export function BulletinsStep(props: {
  library: readonly Bulletin[];
  chosen: readonly BulletinId[];
  onChange: (chosen: readonly BulletinId[]) => void;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const { library, chosen, onChange } = props;
  const [query, setQuery] = useState('');
  const newest = library.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const found = newest.filter((one) => matches(query, one.title, one.category));
  if (library.length === 0) return <p className="l-soft">{t('campaign.noBulletins')}</p>;
  return (
    <>
      <SearchField
        label={t('library.search')}
        query={query}
        onQuery={setQuery}
        testId="campaign-bulletin-search"
      />
      {found.length === 0 ? <p className="l-soft">{t('library.noMatch', { query })}</p> : null}
      <MoreList
        items={found}
        first={SHOWN_FIRST}
        draw={(one) => (
          <li key={one.bulletinId} className="check">
            <Checkbox
              size="md"
              label={one.title}
              checked={chosen.includes(one.bulletinId)}
              data-testid={`campaign-bulletin-${one.bulletinId}`}
              onChange={() => onChange(toggledIn(chosen, one.bulletinId))}
            />
            <span className="l-small l-soft l-number">{lengthText(one.durationMs)}</span>
          </li>
        )}
      />
      {chosen.length > 1 ? <Order {...props} /> : null}
      <Button
        disabled={chosen.length === 0}
        onClick={props.onDone}
        data-testid="campaign-bulletins-done"
      >
        {t('send.next')}
      </Button>
    </>
  );
}

function Order(props: {
  library: readonly Bulletin[];
  chosen: readonly BulletinId[];
  onChange: (chosen: readonly BulletinId[]) => void;
}) {
  const { t } = useTranslation();
  const { library, chosen, onChange } = props;
  return (
    <div>
      <h3 className="l-small l-soft">{t('campaign.orderTitle')}</h3>
      <ol className="l-list" data-testid="campaign-order">
        {chosen.map((id, index) => {
          const title = library.find((one) => one.bulletinId === id)?.title ?? id;
          return (
            <li key={id} className="check">
              <span className="l-grow">{`${index + 1}. ${title}`}</span>
              <ActionIcon
                size={46}
                variant="default"
                disabled={index === 0}
                aria-label={t('programme.up', { title })}
                onClick={() => onChange(moved(chosen, index, index - 1))}
              >
                <IconArrowUp size={20} aria-hidden="true" />
              </ActionIcon>
              <ActionIcon
                size={46}
                variant="default"
                disabled={index === chosen.length - 1}
                aria-label={t('programme.down', { title })}
                onClick={() => onChange(moved(chosen, index, index + 1))}
              >
                <IconArrowDown size={20} aria-hidden="true" />
              </ActionIcon>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function toggledIn(chosen: readonly BulletinId[], id: BulletinId): readonly BulletinId[] {
  return chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
}
