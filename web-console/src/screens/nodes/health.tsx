import type { NodeStatus } from '@loa/protocol/console-api';
import type { Language } from '@loa/protocol/vocabulary';
import { IconHeartbeat } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useCivil, useLive } from '../../session/workspace.tsx';
import { type CivilFormat, momentText, numberText, secondText } from '../../state/civil-time.ts';
import { Panel } from '../../ui/parts.tsx';

export function HealthPanel(props: { node: NodeStatus }) {
  const { node } = props;
  const { t } = useTranslation();
  const civil = useCivil();
  const { nowMs, isLive, view } = useLive();
  const nodeName = (nodeId: string): string => view?.nodes.get(nodeId)?.name ?? nodeId;
  const rows = healthRows({ t, node, civil, nowMs, nodeName });
  const isOld = node.state === 'offline' && node.lastSeen !== null;
  return (
    <Panel
      title={t('health.title')}
      icon={<IconHeartbeat size={22} aria-hidden="true" />}
      tone={isLive && !isOld ? undefined : 'old'}
      testId="health"
    >
      {isOld ? (
        <p className="l-small l-soft">
          {t('health.old', { when: momentText(Date.parse(node.lastSeen ?? ''), nowMs, civil) })}
        </p>
      ) : null}
      {rows.length === 0 ? <p className="l-soft">{t('health.none')}</p> : null}
      <dl className="health">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

interface Source {
  readonly t: TFunction;
  readonly node: NodeStatus;
  readonly civil: CivilFormat;
  readonly nowMs: number;
  nodeName(nodeId: string): string;
}
type Row = readonly [string, string];

function healthRows(source: Source): readonly Row[] {
  const { t, node } = source;
  const { published, applied } = node.planVersion;
  const plan: Row = [
    t('health.plan'),
    published === applied
      ? t('health.planValue', { applied })
      : t('health.planBehind', { applied, published }),
  ];
  if (node.health === null) return published === 0 ? [] : [plan];
  return [...machineRows(source, node.health), ...soundRows(source, node.health), plan];
}

type Health = NonNullable<NodeStatus['health']>;

function machineRows(source: Source, health: Health): readonly Row[] {
  const { t, civil } = source;
  const { language } = civil;
  const say = (value: number | null, options: Intl.NumberFormatOptions): string =>
    value === null ? t('health.unknown') : numberText(value, language, options);
  const percent = { style: 'percent', maximumFractionDigits: 0 } as const;
  const free = health.storageFreeBytes;
  const storage =
    free === null
      ? t('health.unknown')
      : `${bytesText(free, language)} (${say(health.storageFreeFraction, percent)})`;
  return [
    [t('health.reported'), secondText(health.atUs / 1000, civil)],
    [
      t('health.temperature'),
      say(health.cpuTemperatureC, { style: 'unit', unit: 'celsius', maximumFractionDigits: 1 }),
    ],
    [t('health.load'), say(health.loadPerCore, { maximumFractionDigits: 2 })],
    [t('health.memory'), say(health.memoryFreeFraction, percent)],
    [t('health.storage'), storage],
    [t('health.uptime'), uptimeText(t, health.uptimeS)],
    [t('health.version'), health.version],
    [t('health.clock'), t(`health.clockState.${health.clock.state}`)],
    ...leaderRow(source, health),
    [t('health.offset'), microText(t, health.clock.offsetUs, language)],
    [t('health.roundTrip'), microText(t, health.clock.roundTripUs, language)],
    [
      t('health.skew'),
      health.clock.skewPpm === null
        ? t('health.unknown')
        : `${numberText(health.clock.skewPpm, language, { maximumFractionDigits: 1 })} ppm`,
    ],
  ];
}

/** Nodes of one site keep step by one of them; absent is a node that does not say. */
function leaderRow({ t, nodeName }: Source, { clock }: Health): readonly Row[] {
  if (clock.leader === undefined) return [];
  return [
    [t('health.leader'), clock.leader === null ? t('health.ownClock') : nodeName(clock.leader)],
  ];
}

function soundRows(source: Source, health: Health): readonly Row[] {
  const { t, civil, nowMs } = source;
  const { language } = civil;
  const { sink } = health;
  return [
    [
      t('health.sink'),
      `${t(`health.sinkKind.${sink.kind}`)}, ${t(`health.sinkState.${sink.state}`)}`,
    ],
    [
      t('health.buffer'),
      sink.bufferMs === null
        ? t('health.unknown')
        : `${numberText(sink.bufferMs, language, { maximumFractionDigits: 0 })} ms`,
    ],
    [t('health.underruns'), numberText(sink.underruns, language)],
    [t('health.placement'), microText(t, sink.errorUs, language)],
    [
      t('health.lastCue'),
      health.lastCue === null
        ? t('health.unknown')
        : momentText(health.lastCue.endedAtUs / 1000, nowMs, civil),
    ],
    [t('health.assetsMissing'), numberText(health.assetsMissing, language)],
    ...noRoomRow(source),
  ];
}

/** What its storage budget cannot hold yet is fetched once there is room. */
function noRoomRow({ t, node: { noRoom }, nowMs, civil }: Source): readonly Row[] {
  if (noRoom === null) return [];
  const { assets: count, title, dueAt } = noRoom;
  const when = momentText(Date.parse(dueAt), nowMs, civil);
  return [[t('health.noRoom'), t('health.noRoomValue', { count, title, when })]];
}

function bytesText(bytes: number, language: Language): string {
  const giga = bytes / 1024 ** 3;
  if (giga >= 1) {
    return numberText(giga, language, {
      style: 'unit',
      unit: 'gigabyte',
      maximumFractionDigits: 1,
    });
  }
  const mega = bytes / 1024 ** 2;
  return numberText(mega, language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 });
}

/** Microseconds as milliseconds: two decimals below 10 ms, none above 100 ms. */
function microText(t: TFunction, us: number | null, language: Language): string {
  if (us === null) return t('health.unknown');
  const ms = us / 1000;
  const size = Math.abs(ms);
  const digits = { maximumFractionDigits: size < 10 ? 2 : size < 100 ? 1 : 0 };
  return `${numberText(ms, language, digits)} ms`;
}

function uptimeText(t: TFunction, seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days > 0)
    return `${t('health.days', { count: days })} ${t('health.hours', { count: hours })}`;
  if (hours > 0) {
    return `${t('health.hours', { count: hours })} ${t('health.minutes', { count: minutes })}`;
  }
  return t('health.minutes', { count: minutes });
}
