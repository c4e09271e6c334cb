import type { ItemId } from '@loa/protocol/vocabulary';
import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDocuments } from '../../session/documents.ts';
import { useBulletins } from '../../session/queries.ts';
import { SomeOf } from '../../ui/choices.tsx';
import { MoreList } from '../shared/more.tsx';

const SHOWN_FIRST = 12;

/** Of the categories that are in use; none chosen means all. */
export function Categories(props: {
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const { chosen, onChange } = props;
  const bulletins = useBulletins().data ?? [];
  const relays = useDocuments('relay').data ?? [];
  const used = [
    ...bulletins.map((one) => one.category),
    ...relays.map(({ document }) => document.category),
    ...chosen,
  ];
  const all = [...new Set(used)]
    .filter((category) => category !== '')
    .sort((a, b) => a.localeCompare(b, 'vi'));
  if (all.length === 0) return null;
  return (
    <SomeOf
      title={t('suspension.categories')}
      values={chosen}
      choices={all.map((value) => ({ value, label: value }))}
      onToggle={(category) =>
        onChange(all.filter((one) => chosen.includes(one) !== (one === category)))
      }
      testId="suspension-category"
    />
  );
}

/** Campaigns and relays that go on. */
export function Exceptions(props: {
  chosen: readonly ItemId[];
  onChange: (chosen: readonly ItemId[]) => void;
}) {
  const { t } = useTranslation();
  const { chosen, onChange } = props;
  const campaigns = useDocuments('campaign').data ?? [];
  const relays = useDocuments('relay').data ?? [];
  const items = [...campaigns, ...relays]
    .map(({ document }) => document)
    .sort((a, b) => a.title.localeCompare(b.title, 'vi'));
  if (items.length === 0) return null;
  return (
    <details open={chosen.length > 0}>
      <summary className="l-link" data-testid="suspension-exceptions">
        {t('suspension.exceptions')}
      </summary>
      <p className="l-small l-soft">{t('suspension.exceptionsHint')}</p>
      <MoreList
        items={items}
        first={SHOWN_FIRST}
        draw={({ id, title }) => (
          <li key={id} className="check">
            <Checkbox
              size="md"
              label={title}
              checked={chosen.includes(id)}
              onChange={() =>
                onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
              }
              data-testid={`suspension-except-${id}`}
            />
          </li>
        )}
      />
    </details>
  );
}
