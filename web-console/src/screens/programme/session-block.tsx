import type { DocumentView } from '@loa/protocol/console-api';
import type { ItemId } from '@loa/protocol/vocabulary';
import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconPlaylist } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocuments } from '../../session/documents.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { clockText, lengthText } from '../../state/civil-time.ts';
import {
  dayOrderId,
  movable,
  type SessionItem,
  type SessionStart,
} from '../../state/day-programme.ts';
import { moved } from '../../state/order.ts';
import { mayBroadcast, unitsWithin } from '../../state/scope.ts';
import { Banner, Panel } from '../../ui/parts.tsx';
import { SessionRow } from './session-row.tsx';
import { useDayOrder } from './use-day-order.ts';

/** One start of a session: how full it is, what lies in it, and in which order. */
export function SessionBlock(props: { start: SessionStart }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { nowMs } = useLive();
  const civil = useCivil();
  const { start } = props;
  const { session, items, usedMs } = start;
  const orders = useDocuments('day-order').data ?? [];
  const held = orders.find(({ document }) => document.id === dayOrderId(session.id, start.start));
  const left = items.filter((item) => item.withheld === 'session-full');
  const isOwn = mayBroadcast(me) && unitsWithin(city.units, me.unitId).has(session.unit);
  const wholeMs = session.minutes * 60_000;
  return (
    <Panel
      title={`${clockText(start.startMs, civil)} · ${session.title}`}
      icon={<IconPlaylist size={22} aria-hidden="true" />}
      testId="programme-session"
    >
      <div className="l-stack">
        <div>
          <p className="l-small l-soft" data-testid="session-used">
            {t('programme.used', { used: lengthText(usedMs), minutes: session.minutes })}
          </p>
          <Progress
            value={Math.min(100, (usedMs / wholeMs) * 100)}
            aria-label={t('programme.used', { used: lengthText(usedMs), minutes: session.minutes })}
          />
        </div>
        {left.length === 0 ? null : (
          <Banner
            tone="warn"
            icon={<IconAlertTriangle size={22} aria-hidden="true" />}
            testId="session-overflow"
          >
            {t('programme.overflow', {
              count: left.length,
              titles: left.map((item) => item.title).join(', '),
            })}
          </Banner>
        )}
        <Items start={start} order={held ?? null} mayOrder={isOwn && start.startMs > nowMs} />
      </div>
    </Panel>
  );
}

function Items(props: {
  start: SessionStart;
  order: DocumentView<'day-order'> | null;
  mayOrder: boolean;
}) {
  const { t } = useTranslation();
  const { start, order, mayOrder } = props;
  const items = movable(start);
  const frame = start.items.filter((item) => item.isFrame);
  const [wanted, setWanted] = useState<readonly ItemId[] | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const saving = useDayOrder(start, order, () => setWanted(null));
  const shown = wanted === null ? items : inOrder(items, wanted);
  const move = (from: number, to: number): void => {
    const ids = shown.map((item) => item.itemId);
    setWanted(moved(ids, from, Math.max(0, Math.min(to, ids.length - 1))));
  };
  const [first] = frame;
  const opening = first !== undefined && first.startMs === start.startMs ? first : null;
  const closing = frame.find((item) => item !== opening) ?? null;
  return (
    <>
      <ol className="l-list">
        {opening === null ? null : <SessionRow item={opening} moving={null} />}
        {shown.map((item, index) => (
          <SessionRow
            key={item.itemId}
            item={item}
            moving={
              mayOrder && shown.length > 1
                ? {
                    isFirst: index === 0,
                    isLast: index === shown.length - 1,
                    onUp: () => move(index, index - 1),
                    onDown: () => move(index, index + 1),
                    onDrag: () => setDragged(index),
                    onDrop: () => {
                      if (dragged !== null) move(dragged, index);
                      setDragged(null);
                    },
                  }
                : null
            }
          />
        ))}
        {closing === null ? null : <SessionRow item={closing} moving={null} />}
      </ol>
      {saving.problem === null ? null : (
        <Banner tone="bad" role="alert" testId="order-error">
          {saving.problem}
        </Banner>
      )}
      {wanted === null ? null : (
        <div className="l-row">
          <Button variant="default" onClick={() => setWanted(null)} data-testid="order-cancel">
            {t('app.cancel')}
          </Button>
          <Button
            className="l-grow"
            loading={saving.isBusy}
            onClick={() => saving.keep(wanted)}
            data-testid="order-save"
          >
            {t('programme.saveOrder')}
          </Button>
        </div>
      )}
      {wanted === null && order !== null ? (
        <div className="l-row">
          <p className="l-small l-soft l-grow">{t('programme.ordered')}</p>
          {mayOrder ? (
            <Button
              variant="default"
              loading={saving.isBusy}
              onClick={saving.drop}
              data-testid="order-reset"
            >
              {t('programme.usualOrder')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

function inOrder(items: readonly SessionItem[], ids: readonly ItemId[]): readonly SessionItem[] {
  const named = ids.flatMap((id) => items.find((item) => item.itemId === id) ?? []);
  return [...named, ...items.filter((item) => !ids.includes(item.itemId))];
}
