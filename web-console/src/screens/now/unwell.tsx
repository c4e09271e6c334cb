import type { NodeStatus } from '@loa/protocol/console-api';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useCivil, useLive } from '../../session/workspace.tsx';
import { momentText, relativeText } from '../../state/civil-time.ts';
import { countNodes, unwellNodes } from '../../state/now.ts';
import { Panel, Pill } from '../../ui/parts.tsx';
import { MoreList } from '../shared/more.tsx';
import { NODE_TONES, nodeTroubles } from '../shared/words.ts';

export function Unwell() {
  const { t } = useTranslation();
  const { view, isLive } = useLive();
  const nodes = [...(view?.nodes.values() ?? [])];
  const counts = countNodes(nodes);
  const unwell = unwellNodes(nodes);
  const isAllWell = unwell.length === 0;
  return (
    <Panel
      title={t('now.unwell')}
      icon={
        isAllWell ? (
          <IconCircleCheck size={22} color="#116762" aria-hidden="true" />
        ) : (
          <IconAlertTriangle size={22} color="#a72f1b" aria-hidden="true" />
        )
      }
      tone={isLive ? undefined : 'old'}
      testId="unwell"
    >
      {isAllWell ? (
        <p>{counts.all === 0 ? t('now.noNodes') : t('now.allWell', { count: counts.all })}</p>
      ) : (
        <>
          <p className="l-soft l-small" style={{ marginBottom: 10 }}>
            {t('now.wellOf', { well: counts.well, all: counts.all })}
          </p>
          <MoreList
            items={unwell}
            first={5}
            draw={(node) => <UnwellItem key={node.nodeId} node={node} />}
          />
        </>
      )}
      <Link href="/nodes" className="l-link">
        {t('now.showNodes')}
      </Link>
    </Panel>
  );
}

function UnwellItem(props: { node: NodeStatus }) {
  const { node } = props;
  const { t } = useTranslation();
  const civil = useCivil();
  const { nowMs } = useLive();
  const sinceMs = Date.parse(node.since);
  return (
    <li className="item" data-testid="unwell-item" data-node-id={node.nodeId}>
      <Link href={`/nodes/${node.nodeId}`} className="item-link">
        <div className="l-grow">
          <div className="item-title">{node.name}</div>
          <div className="l-small">{nodeTroubles(t, node).join('; ')}</div>
          <div className="l-small l-soft">
            {t('node.sinceLabel', {
              when: momentText(sinceMs, nowMs, civil),
              relative: relativeText(sinceMs, nowMs, civil.language),
            })}
          </div>
        </div>
        <Pill tone={NODE_TONES[node.state]}>{t(`node.state.${node.state}`)}</Pill>
      </Link>
    </li>
  );
}
