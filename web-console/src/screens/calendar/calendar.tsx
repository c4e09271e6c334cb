import './calendar.css';
import { Loader } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useBroadcasts } from '../../session/broadcasts.ts';
import { useDocuments } from '../../session/documents.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { type CalendarEntry, calendarEntries } from '../../state/calendar-events.ts';
import { daysLater, type SpanKind, shownDays } from '../../state/calendar-span.ts';
import { civilDate, instantOfCivil } from '../../state/civil-time.ts';
import { nodesOfTargets, unitsWithin } from '../../state/scope.ts';
import { PageHead } from '../../ui/parts.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { ProgrammeSections } from '../shared/programme-sections.tsx';
import { UnitSelect } from '../shared/unit-select.tsx';
import { broadcastPath } from '../shared/words.ts';
import { CalendarLink } from './calendar-link.tsx';
import { DayList } from './day-list.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { changedBy } from './moves.ts';
import { SpanChoice } from './span-choice.tsx';
import type { GridMove } from './week-grid.tsx';

const WeekGrid = lazy(async () => ({ default: (await import('./week-grid.tsx')).WeekGrid }));

const LOCALES = { vi: 'vi-VN', en: 'en-GB' };

/** What sounds in a week or a month, on the nodes of a unit. */
export function Calendar() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { nowMs } = useLive();
  const today = civilDate(nowMs, city.timeZone);
  const [kind, setKind] = useState<SpanKind>('week');
  const [chosen, setDay] = useState<string | null>(null);
  const [unitId, setUnit] = useState<string>(me.unitId);
  const day = chosen ?? today;
  return (
    <>
      <PageHead title={t('calendar.title')}>
        <CalendarLink />
      </PageHead>
      <ProgrammeSections />
      <div className="calendar-head">
        <SpanChoice kind={kind} day={day} onKind={setKind} onDay={setDay} />
        <UnitSelect unitId={unitId} onUnit={setUnit} testId="calendar-unit" />
      </div>
      <Span kind={kind} day={day} today={today} unitId={unitId} />
    </>
  );
}

function Span(props: { kind: SpanKind; day: string; today: string; unitId: string }) {
  const { me, city } = useWorkspace();
  const { language } = useCivil();
  const [, navigate] = useLocation();
  const isWide = useMediaQuery('(min-width: 62em)', false, { getInitialValueInEffect: false });
  const [moving, setMoving] = useState<GridMove | null>(null);
  const { kind, day, today } = props;
  const days = shownDays(kind, day);
  const held = useEntries(days, props.unitId);
  const { campaigns, sessions } = held;
  const mayMove = useCallback(
    (entry: CalendarEntry): boolean => {
      const views = entry.kind === 'session' ? sessions.data : campaigns.data;
      const unit = views?.find(({ document }) => document.id === entry.documentId)?.document.unit;
      const isOwn = unit !== undefined && unitsWithin(city.units, me.unitId).has(unit);
      return entry.kind !== 'other' && isOwn && entry.originalStart.slice(0, 10) >= today;
    },
    [sessions.data, campaigns.data, city.units, me.unitId, today],
  );
  if (held.entries === null) return <NotYet of={[held.broadcasts, campaigns, sessions]} />;
  const open = (entry: CalendarEntry): void => {
    navigate(entry.kind === 'session' ? '/programme' : broadcastPath(entry.cueId));
  };
  if (!isWide) return <DayList kind={kind} days={days} entries={held.entries} onOpen={open} />;
  const { entries } = held;
  return (
    <>
      <Suspense fallback={<Loader />}>
        <WeekGrid
          {...{ kind, day, today, entries, mayMove }}
          locale={LOCALES[language]}
          onMove={setMoving}
          onOpen={open}
        />
      </Suspense>
      {moving === null ? null : (
        <MoveDialog
          title={moving.entry.title}
          from={moving.entry.originalStart}
          to={moving.start}
          {...changedBy(moving, {
            campaigns: campaigns.data ?? [],
            sessions: sessions.data ?? [],
            entries,
          })}
          onClose={(isKept) => {
            if (!isKept) moving.revert();
            setMoving(null);
          }}
        />
      )}
    </>
  );
}

/** What stands in the days that are shown; null until it is known. */
function useEntries(days: readonly string[], unitId: string) {
  const { city } = useWorkspace();
  const { view, nowMs } = useLive();
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const fromMs = instantOfCivil(first, '00:00', city.timeZone) ?? nowMs;
  const toMs = instantOfCivil(daysLater(last, 1), '00:00', city.timeZone) ?? nowMs;
  const broadcasts = useBroadcasts(fromMs, toMs);
  const sessions = useDocuments('session');
  const campaigns = useDocuments('campaign');
  const nodeUnits = view?.nodes;
  const entries = useMemo(() => {
    if (broadcasts.data === undefined || sessions.data === undefined) return null;
    const within = unitsWithin(city.units, unitId);
    const nodes = [...(nodeUnits?.values() ?? [])].filter((node) => within.has(node.unitId));
    const ofUnit = broadcasts.data.filter(
      (one) => unitId === city.unitId || nodesOfTargets(one.targets, city, nodes).length > 0,
    );
    const documents = sessions.data.map(({ document }) => document);
    return calendarEntries(ofUnit, documents, city.timeZone);
  }, [broadcasts.data, sessions.data, city, unitId, nodeUnits]);
  return {
    entries: campaigns.data === undefined ? null : entries,
    broadcasts,
    sessions,
    campaigns,
  };
}
