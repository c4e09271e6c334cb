import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useCivil } from '../../session/workspace.tsx';
import { clockText, lengthText } from '../../state/civil-time.ts';
import type { SessionItem } from '../../state/day-programme.ts';
import { broadcastPath } from '../shared/words.ts';

export interface Moving {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onDrag: () => void;
  readonly onDrop: () => void;
}

/** One item of a session, with the ways to move it where it may be moved. */
export function SessionRow(props: { item: SessionItem; moving: Moving | null }) {
  const { t } = useTranslation();
  const civil = useCivil();
  const { item, moving } = props;
  const { title, withheld } = item;
  const [first] = item.parts;
  return (
    <li
      className="item programme-row"
      data-testid="session-item"
      data-item-id={item.itemId}
      data-withheld={withheld !== null}
      draggable={moving !== null}
      onDragStart={() => moving?.onDrag()}
      onDragOver={(event) => {
        if (moving !== null) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        moving?.onDrop();
      }}
    >
      <Link
        href={first === undefined ? '/programme' : broadcastPath(first.cueId)}
        className="item-link"
      >
        <div className="item-time">{withheld === null ? clockText(item.startMs, civil) : '–'}</div>
        <div className="l-grow">
          <div className="item-title">{title}</div>
          <div className="l-small l-soft l-number">{lengthText(item.durationMs)}</div>
          {withheld === null ? null : (
            <div className="l-small programme-why">{t(`reason.${withheld}`)}</div>
          )}
        </div>
      </Link>
      {moving === null ? null : (
        <div className="l-row">
          <ActionIcon
            size={46}
            variant="default"
            disabled={moving.isFirst}
            aria-label={t('programme.up', { title })}
            data-testid="session-up"
            onClick={moving.onUp}
          >
            <IconArrowUp size={20} aria-hidden="true" />
          </ActionIcon>
          <ActionIcon
            size={46}
            variant="default"
            disabled={moving.isLast}
            aria-label={t('programme.down', { title })}
            data-testid="session-down"
            onClick={moving.onDown}
          >
            <IconArrowDown size={20} aria-hidden="true" />
          </ActionIcon>
        </div>
      )}
    </li>
  );
}
