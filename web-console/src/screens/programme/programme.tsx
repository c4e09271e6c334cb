import './programme.css';
import type { Broadcast } from '@loa/protocol/console-api';
import { NativeSelect } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useBroadcasts } from '../../session/broadcasts.ts';
import { useDocuments } from '../../session/documents.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import {
  civilDate,
  clockText,
  dayText,
  instantOfCivil,
  lengthText,
} from '../../state/civil-time.ts';
import { type DayEntry, dayProgramme } from '../../state/day-programme.ts';
import { nodesOfTargets, scopeOf, unitsInTreeOrder, unitsWithin } from '../../state/scope.ts';
import { OneOf } from '../../ui/choices.tsx';
import { DayField } from '../../ui/day-field.tsx';
import { Empty, PageHead, Pill } from '../../ui/parts.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { ProgrammeSections } from '../shared/programme-sections.tsx';
import { BROADCAST_TONES, broadcastPath, targetsText } from '../shared/words.ts';
import { SessionBlock } from './session-block.tsx';

const DAY_MS = 86_400_000;

export function Programme() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view, nowMs } = useLive();
  const civil = useCivil();
  const today = civilDate(nowMs, city.timeZone);
  const tomorrow = civilDate(nowMs + DAY_MS, city.timeZone);
  const [chosen, setDay] = useState<string | null>(null);
  const day = chosen ?? today;
  const [unitId, setUnit] = useState<string>(me.unitId);
  const startMs = instantOfCivil(day, '00:00', city.timeZone) ?? nowMs;
  const nodes = [...(view?.nodes.values() ?? [])];
  const units = unitsInTreeOrder(scopeOf(me, city, nodes).units);
  return (
    <>
      <PageHead title={t('programme.title')} />
      <ProgrammeSections />
      <div className="programme-choice">
        <OneOf
          title={t('programme.day')}
          value={day === today ? 'today' : day === tomorrow ? 'tomorrow' : 'other'}
          choices={(['today', 'tomorrow', 'other'] as const).map((value) => ({
            value,
            label: t(`programme.dayChoice.${value}`),
          }))}
          onChange={(value) => {
            const next = { today, tomorrow, other: civilDate(nowMs + 2 * DAY_MS, city.timeZone) };
            setDay(value === 'today' ? null : next[value]);
          }}
          testId="programme-day"
        />
        {day === today || day === tomorrow ? null : (
          <DayField
            label={t('send.date')}
            value={day}
            onChange={(chosen) => {
              if (chosen !== '') setDay(chosen);
            }}
            testId="programme-date"
          />
        )}
        {units.length < 2 ? null : (
          <NativeSelect
            label={t('nodes.unit')}
            value={unitId}
            onChange={(event) => setUnit(event.currentTarget.value)}
            data={units.map(({ unit, depth }) => ({
              value: unit.unitId,
              label: `${'\u2003'.repeat(depth)}${unit.name}`,
            }))}
            data-testid="programme-unit"
          />
        )}
      </div>
      <h2 className="programme-date">{dayText(startMs, civil)}</h2>
      <Day key={day} day={day} startMs={startMs} unitId={unitId} />
    </>
  );
}

function Day(props: { day: string; startMs: number; unitId: string }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { view } = useLive();
  const { startMs } = props;
  const broadcasts = useBroadcasts(startMs, startMs + DAY_MS);
  const sessions = useDocuments('session');
  if (broadcasts.data === undefined || sessions.data === undefined) {
    return <NotYet of={[broadcasts, sessions]} />;
  }
  const within = unitsWithin(city.units, props.unitId);
  const nodes = [...(view?.nodes.values() ?? [])].filter((node) => within.has(node.unitId));
  const reaches = (one: Broadcast): boolean =>
    props.unitId === city.unitId || nodesOfTargets(one.targets, city, nodes).length > 0;
  const ofDay = broadcasts.data.filter(
    (one) => reaches(one) && civilDate(Date.parse(one.startAt), city.timeZone) === props.day,
  );
  const entries = dayProgramme(
    ofDay,
    sessions.data.map(({ document }) => document),
  );
  if (entries.length === 0) {
    return (
      <div className="panel">
        <Empty icon={<IconCalendarOff size={40} stroke={1.5} aria-hidden="true" />}>
          <p>{t('programme.empty')}</p>
          <Link href="/campaigns/new" className="l-link">
            {t('campaign.new')}
          </Link>
        </Empty>
      </div>
    );
  }
  return (
    <div className="l-stack" data-testid="programme">
      {entries.map((entry) => (
        <Entry key={keyOf(entry)} entry={entry} />
      ))}
    </div>
  );
}

function keyOf(entry: DayEntry): string {
  return entry.kind === 'session' ? `${entry.session.id}@${entry.start}` : entry.broadcast.cueId;
}

function Entry(props: { entry: DayEntry }) {
  const { entry } = props;
  return entry.kind === 'session' ? (
    <SessionBlock start={entry} />
  ) : (
    <Single broadcast={entry.broadcast} />
  );
}

function Single(props: { broadcast: Broadcast }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { view } = useLive();
  const civil = useCivil();
  const { broadcast } = props;
  const where = targetsText(t, broadcast.targets, { city, nodes: view?.nodes.values() ?? [] });
  const why = broadcast.withheld === null ? null : t(`reason.${broadcast.withheld.why}`);
  return (
    <section
      className="panel"
      data-testid="programme-single"
      data-withheld={why !== null}
      aria-label={broadcast.title}
    >
      <Link href={broadcastPath(broadcast.cueId)} className="item-link">
        <div className="item-time">{clockText(Date.parse(broadcast.startAt), civil)}</div>
        <div className="l-grow">
          <div className="item-title">{broadcast.title}</div>
          <div className="l-small l-soft">{`${lengthText(broadcast.durationMs)} · ${where}`}</div>
          {why === null ? null : <div className="l-small programme-why">{why}</div>}
          <Pill tone={BROADCAST_TONES[broadcast.state]}>
            {t(`broadcast.state.${broadcast.state}`)}
          </Pill>
        </div>
      </Link>
    </section>
  );
}
