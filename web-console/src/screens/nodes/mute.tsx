import type { NodeStatus } from '@loa/protocol/console-api';
import type { Mute } from '@loa/protocol/programme';
import { Button, TextInput } from '@mantine/core';
import { IconVolumeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeepDocument, useNewDocumentId } from '../../session/document-changes.ts';
import { useMutes } from '../../session/mutes.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { civilDate } from '../../state/civil-time.ts';
import { MUTE_CHOICES, MUTED_NODES_MOST, type MuteChoice, mutesOf } from '../../state/mutes.ts';
import { mayBroadcast, unitsWithin } from '../../state/scope.ts';
import { Act } from '../../ui/act.tsx';
import { OneOf } from '../../ui/choices.tsx';
import { DayField } from '../../ui/day-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/parts.tsx';
import { EndMute } from '../shared/end-mute.tsx';
import { muteText } from '../shared/mute-words.ts';

/** How a node is lowered or muted today, and who may end that early. */
export function NodeMutes(props: { node: NodeStatus }) {
  const { t } = useTranslation();
  const { language } = useCivil();
  const mutes = mutesOf(useMutes(), props.node.nodeId);
  return mutes.map((view) => (
    <Banner
      key={view.document.id}
      tone="warn"
      icon={<IconVolumeOff size={26} aria-hidden="true" />}
      action={<EndMute view={view} />}
      testId="node-mute"
    >
      <div className="l-strong">{muteText(t, view.document, language)}</div>
      <div className="l-small">{t('mute.by', { name: view.author })}</div>
    </Banner>
  ));
}

/** The way to lower or mute nodes; for who may not, nothing. */
export function MuteButton(props: {
  nodes: readonly NodeStatus[];
  /** What they are called together. */
  name: string;
  isSmall?: boolean;
}) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const [isOpen, setOpen] = useState(false);
  const { nodes, name, isSmall = false } = props;
  const own = unitsWithin(city.units, me.unitId);
  if (!(mayBroadcast(me) && nodes.every((node) => own.has(node.unitId)))) return null;
  return (
    <>
      <Button
        variant={isSmall ? 'subtle' : 'default'}
        leftSection={<IconVolumeOff size={20} aria-hidden="true" />}
        {...(isSmall ? { 'aria-label': t('mute.openUnitLabel', { unit: name }) } : {})}
        onClick={() => setOpen(true)}
        data-testid="mute-open"
      >
        {t(isSmall ? 'mute.openUnit' : 'mute.open')}
      </Button>
      {isOpen ? <MuteDialog nodes={nodes} name={name} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function MuteDialog(props: { nodes: readonly NodeStatus[]; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { nodes, name, onClose } = props;
  return (
    <Dialog title={`${t('mute.title')}: ${name}`} onClose={onClose}>
      <div className="l-stack">
        <p>{t('mute.nodes', { count: nodes.length })}</p>
        <p className="l-soft">{t('mute.hint')}</p>
        <MuteForm nodes={nodes} onKept={onClose} />
      </div>
    </Dialog>
  );
}

function MuteForm(props: { nodes: readonly NodeStatus[]; onKept: () => void }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { nowMs } = useLive();
  const problemText = useProblemText();
  const newId = useNewDocumentId();
  const today = civilDate(nowMs, city.timeZone);
  const [choice, setChoice] = useState<MuteChoice>('silent');
  const [throughDay, setThroughDay] = useState(today);
  const [written, setReason] = useState('');
  const reason = written.trim();
  const keep = useKeepDocument('mute', {
    text: (kept) => t('mute.kept', { reason: kept.reason }),
    onKept: props.onKept,
  });
  const gap = muteGap({ nodes: props.nodes.length, throughDay, today, reason });
  const body = (): Mute => ({
    id: newId(`mute ${reason}`),
    unit: me.unitId,
    nodes: props.nodes.map((node) => node.nodeId),
    gainDb: MUTE_CHOICES[choice],
    throughDay,
    reason,
  });
  return (
    <>
      <OneOf
        title={t('mute.how')}
        value={choice}
        choices={(Object.keys(MUTE_CHOICES) as MuteChoice[]).map((value) => ({
          value,
          label: t(`mute.howChoice.${value}`),
        }))}
        onChange={setChoice}
        testId="mute-how"
      />
      <DayField
        label={t('mute.through')}
        min={today}
        value={throughDay}
        onChange={setThroughDay}
        testId="mute-through"
      />
      <TextInput
        label={t('mute.reason')}
        description={t('mute.reasonHint')}
        value={written}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={200}
        data-testid="mute-reason"
      />
      <Act
        name="mute"
        error={keep.error === null ? null : problemText(keep.error)}
        gap={gap === null ? null : t(`rules.gap.${gap}`)}
        isPending={keep.isPending}
        icon={<IconVolumeOff size={22} aria-hidden="true" />}
        label={t('mute.keep')}
        testId="mute-keep"
        onPress={() => keep.mutate({ body: body(), base: null })}
      />
    </>
  );
}

function muteGap(draft: {
  readonly nodes: number;
  readonly throughDay: string;
  readonly today: string;
  readonly reason: string;
}): 'many' | 'days' | 'past' | 'reason' | null {
  if (draft.nodes > MUTED_NODES_MOST) return 'many';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(draft.throughDay)) return 'days';
  if (draft.throughDay < draft.today) return 'past';
  return draft.reason === '' ? 'reason' : null;
}
