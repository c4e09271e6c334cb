import type { Targets } from '@loa/protocol/playout';
import { useTranslation } from 'react-i18next';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { nodesOfTargets, scopeOf } from '../../state/scope.ts';
import { targetsText } from '../shared/words.ts';
import { Step } from './step.tsx';
import { TargetsStep } from './targets-step.tsx';

/** The step that asks where something sounds, of what the reader may send to. */
export function ReachStep(props: {
  number: number;
  targets: Targets;
  isOpen: boolean;
  /** Null while it may not be changed. */
  onOpen: (() => void) | null;
  onChange: (targets: Targets) => void;
  onDone: () => void;
  testId: string;
}) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view } = useLive();
  const { targets } = props;
  const nodes = [...(view?.nodes.values() ?? [])];
  const reached = nodesOfTargets(targets, city, nodes).length;
  return (
    <Step
      number={props.number}
      title={t('send.targetsStep')}
      isOpen={props.isOpen}
      chosen={`${targetsText(t, targets, { city, nodes })} · ${t('send.reach', { count: reached })}`}
      onOpen={props.onOpen}
      testId={props.testId}
    >
      <TargetsStep
        scope={scopeOf(me, city, nodes)}
        targets={targets}
        onChange={props.onChange}
        onDone={props.onDone}
      />
    </Step>
  );
}
