import './nodes.css';
import type { NodeStatus } from '@loa/protocol/console-api';
import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useMutes } from '../../session/mutes.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { momentText } from '../../state/civil-time.ts';
import { type FleetFilter, groupFleet } from '../../state/fleet.ts';
import { type MuteView, mutesOf } from '../../state/mutes.ts';
import { countNodes } from '../../state/now.ts';
import { mayEnrol } from '../../state/scope.ts';
import { Empty, PageHead, Panel, Pill, Wave } from '../../ui/parts.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { muteText } from '../shared/mute-words.ts';
import { NODE_TONES, nodeTroubles } from '../shared/words.ts';
import { EnrolDialog } from './enrol.tsx';
import { MuteButton } from './mute.tsx';

export function Nodes() {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const { view } = useLive();
  const [isEnrolling, setEnrolling] = useState(false);
  return (
    <>
      <PageHead title={t('nodes.title')}>
        {mayEnrol(me) ? (
          <Button
            leftSection={<IconPlus size={20} aria-hidden="true" />}
            data-testid="enrol-open"
            onClick={() => setEnrolling(true)}
          >
            {t('nodes.enrol')}
          </Button>
        ) : null}
      </PageHead>
      {view === null ? (
        <Skeleton height={240} radius="lg" />
      ) : (
        <Fleet nodes={[...view.nodes.values()]} />
      )}
      {isEnrolling ? <EnrolDialog onClose={() => setEnrolling(false)} /> : null}
    </>
  );
}

function Fleet(props: { nodes: readonly NodeStatus[] }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { isLive } = useLive();
  const mutes = useMutes();
  const [filter, setFilter] = useState<FleetFilter>('all');
  const [query, setQuery] = useState('');
  const groups = groupFleet(props.nodes, city.units, { filter, query });
  const counts = countNodes(props.nodes);
  const filters = [
    ['all', t('nodes.filterAll', { count: counts.all })],
    ['unwell', t('nodes.filterUnwell', { count: counts.unwell })],
    ['sounding', t('nodes.filterSounding', { count: counts.sounding })],
  ] as const;
  const isUnfiltered = filter === 'unwell' && query === '' && counts.unwell === 0;
  return (
    <div className="l-stack">
      <SearchField
        label={t('nodes.search')}
        query={query}
        onQuery={setQuery}
        testId="nodes-search"
      />
      <fieldset className="filters" aria-label={t('nodes.filter')}>
        {filters.map(([name, text]) => (
          <button
            key={name}
            type="button"
            aria-pressed={filter === name}
            data-testid={`filter-${name}`}
            onClick={() => setFilter(name)}
          >
            {text}
          </button>
        ))}
      </fieldset>
      {groups.length === 0 ? (
        <div className="panel">
          <Empty>
            <p>
              {counts.all === 0
                ? t('nodes.empty')
                : t(isUnfiltered ? 'nodes.allWell' : 'nodes.noMatch')}
            </p>
          </Empty>
        </div>
      ) : (
        <div className="fleet">
          {groups.map((group) => (
            <Panel
              key={group.unit.unitId}
              title={group.unit.name}
              tone={isLive ? undefined : 'old'}
              action={
                <MuteButton
                  nodes={props.nodes.filter(({ unitId }) => unitId === group.unit.unitId)}
                  name={group.unit.name}
                  isSmall
                />
              }
            >
              <ul className="l-list">
                {group.nodes.map((node) => (
                  <NodeItem key={node.nodeId} node={node} mutes={mutes} />
                ))}
              </ul>
            </Panel>
          ))}
        </div>
      )}
    </div>
  );
}

function NodeItem(props: { node: NodeStatus; mutes: readonly MuteView[] }) {
  const { node } = props;
  const { t } = useTranslation();
  const civil = useCivil();
  const { nowMs, isLive } = useLive();
  const troubles = nodeTroubles(t, node);
  const [mute] = mutesOf(props.mutes, node.nodeId);
  const isSounding = node.sounding !== null && isLive;
  return (
    <li className="item" data-testid="node" data-node-id={node.nodeId} data-state={node.state}>
      <Link href={`/nodes/${node.nodeId}`} className="item-link">
        <div className="l-grow">
          <div className="item-title">{node.name}</div>
          {troubles.length > 0 ? <div className="l-small">{troubles.join('; ')}</div> : null}
          {node.state === 'offline' && node.lastSeen !== null ? (
            <div className="l-small l-soft">
              {t('node.lastSeen', { when: momentText(Date.parse(node.lastSeen), nowMs, civil) })}
            </div>
          ) : null}
          {mute === undefined ? null : (
            <div className="l-small" data-testid="node-mute">
              {muteText(t, mute.document, civil.language)}
            </div>
          )}
          {node.sounding === null ? null : (
            <div className="l-small l-soft">
              {t('node.sounding', { title: node.sounding.title })}
            </div>
          )}
        </div>
        <Pill
          tone={isSounding && node.state === 'well' ? 'live' : NODE_TONES[node.state]}
          icon={isSounding ? <Wave /> : null}
        >
          {isSounding && node.state === 'well'
            ? t('broadcast.state.sounding')
            : t(`node.state.${node.state}`)}
        </Pill>
      </Link>
    </li>
  );
}
