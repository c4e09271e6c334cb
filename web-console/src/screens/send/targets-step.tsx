import type { NodeStatus, Unit } from '@loa/protocol/console-api';
import type { Targets } from '@loa/protocol/playout';
import { Button, Checkbox } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../session/workspace.tsx';
import { NO_TARGETS, toggled } from '../../state/draft.ts';
import { nodesOfTargets, type Scope, unitsInTreeOrder, unitsWithin } from '../../state/scope.ts';
import { matches } from '../../state/search.ts';
import { SearchField } from '../../ui/search-field.tsx';

interface TargetsProps {
  readonly scope: Scope;
  readonly targets: Targets;
  readonly onChange: (targets: Targets) => void;
}

export function TargetsStep(props: TargetsProps & { onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <UnitChecks {...props} />
      {props.scope.zones.length > 0 ? <ZoneChecks {...props} /> : null}
      <details>
        <summary className="l-link" data-testid="targets-nodes">
          {t('send.nodesHint')}
        </summary>
        <NodeChecks {...props} />
      </details>
      <Button onClick={props.onDone} data-testid="targets-done">
        {t('send.next')}
      </Button>
    </>
  );
}

function UnitChecks(props: TargetsProps) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { scope, targets, onChange } = props;
  const ordered = unitsInTreeOrder(scope.units);
  const covered = (unit: Unit): boolean =>
    targets.units.some((id) => id !== unit.unitId && unitsWithin(city.units, id).has(unit.unitId));
  return (
    <Checks title={t('send.units')}>
      {ordered.map(({ unit, depth }) => (
        <Check
          key={unit.unitId}
          label={unit.name}
          depth={depth}
          count={nodesOfTargets({ ...NO_TARGETS, units: [unit.unitId] }, city, scope.nodes).length}
          isChecked={targets.units.includes(unit.unitId) || covered(unit)}
          isFixed={covered(unit)}
          testId={`target-unit-${unit.unitId}`}
          onToggle={() => {
            const within = unitsWithin(city.units, unit.unitId);
            const next = toggled(targets, 'units', unit.unitId);
            // What the unit holds already need not be named once more.
            const units = next.units.filter((id) => id === unit.unitId || !within.has(id));
            onChange({ ...next, units });
          }}
        />
      ))}
    </Checks>
  );
}

function ZoneChecks(props: TargetsProps) {
  const { t } = useTranslation();
  const { scope, targets, onChange } = props;
  return (
    <Checks title={t('send.zones')}>
      {scope.zones.map((zone) => (
        <Check
          key={zone.zoneId}
          label={zone.name}
          depth={0}
          count={zone.nodeIds.length}
          isChecked={targets.zones.includes(zone.zoneId)}
          isFixed={false}
          testId={`target-zone-${zone.zoneId}`}
          onToggle={() => onChange(toggled(targets, 'zones', zone.zoneId))}
        />
      ))}
    </Checks>
  );
}

function NodeChecks(props: TargetsProps) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { scope, targets, onChange } = props;
  const [query, setQuery] = useState('');
  const unitName = (node: NodeStatus): string =>
    city.units.find((unit) => unit.unitId === node.unitId)?.name ?? '';
  const found = scope.nodes.filter((node) => matches(query, node.name, unitName(node)));
  const covered = new Set<string>(
    nodesOfTargets({ ...targets, nodes: [] }, city, scope.nodes).map((node) => node.nodeId),
  );
  return (
    <>
      <SearchField
        label={t('nodes.search')}
        query={query}
        onQuery={setQuery}
        testId="target-search"
      />
      <Checks title={t('send.nodes')}>
        {found.map((node) => (
          <Check
            key={node.nodeId}
            label={`${node.name} · ${unitName(node)}`}
            depth={0}
            count={null}
            isChecked={covered.has(node.nodeId) || targets.nodes.includes(node.nodeId)}
            isFixed={covered.has(node.nodeId)}
            testId={`target-node-${node.nodeId}`}
            onToggle={() => onChange(toggled(targets, 'nodes', node.nodeId))}
          />
        ))}
      </Checks>
    </>
  );
}

function Checks(props: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <div>
      <h3 id={id} className="l-small l-soft">
        {props.title}
      </h3>
      <ul className="l-list" aria-labelledby={id}>
        {props.children}
      </ul>
    </div>
  );
}

function Check(props: {
  label: string;
  depth: number;
  count: number | null;
  isChecked: boolean;
  /** Chosen by something wider. */
  isFixed: boolean;
  testId: string;
  onToggle: () => void;
}) {
  const { t } = useTranslation();
  return (
    <li className="check" style={{ paddingLeft: props.depth * 22 }}>
      <Checkbox
        size="md"
        label={props.label}
        checked={props.isChecked}
        disabled={props.isFixed}
        data-testid={props.testId}
        onChange={props.onToggle}
      />
      {props.count === null ? null : (
        <span className="l-small l-soft l-number">{t('send.reach', { count: props.count })}</span>
      )}
    </li>
  );
}
