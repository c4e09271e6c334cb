import type { UnitRights } from '@loa/protocol/console-api';
import type { Grant } from '@loa/protocol/programme';
import { NativeSelect } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeepDocument, useNewDocumentId } from '../../session/document-changes.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useToday, useWorkspace } from '../../session/workspace.tsx';
import { type GrantDraft, ownRights, planGrant } from '../../state/grants.ts';
import { Act } from '../../ui/act.tsx';
import { OneOf } from '../../ui/choices.tsx';
import { DayField } from '../../ui/day-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/parts.tsx';

interface GiveProps {
  readonly rights: UnitRights;
  readonly grants: readonly Grant[];
  readonly onClose: () => void;
}

/** The culture office gives a right; who holds one passes it on for some days. */
export function GiveRight(props: GiveProps) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const problemText = useProblemText();
  const today = useToday();
  const newId = useNewDocumentId();
  const { rights } = props;
  const isOffice = me.role === 'culture-office';
  const own = ownRights(props.grants, me, today).map(({ right }) => right);
  const choices = (['approve', 'speak'] as const).filter((one) => isOffice || own.includes(one));
  const [draft, setDraft] = useState<GrantDraft>({
    ...{ account: '', right: choices[0] ?? 'approve', unit: rights.unitId },
    ...{ fromDay: isOffice ? '' : today, throughDay: '' },
  });
  const change = (part: Partial<GrantDraft>): void => setDraft({ ...draft, ...part });
  const keep = useKeepDocument('grant', {
    text: ({ account }) => t('right.kept', { name: nameIn(rights, account) }),
    onKept: props.onClose,
  });
  const plan = planGrant(draft, me, today);
  return (
    <Dialog title={t(isOffice ? 'right.give' : 'right.passOn')} onClose={props.onClose}>
      <div className="l-stack">
        <OneOf
          title={t('right.which')}
          value={draft.right}
          choices={choices.map((value) => ({ value, label: t(`right.right.${value}`) }))}
          onChange={(right) => change({ right })}
          testId="right-which"
        />
        <Whom {...{ draft, rights, change }} />
        <Days {...{ draft, change, isOffice }} />
        <Consequence rights={rights} right={draft.right} />
        <Act
          name="right"
          error={keep.error === null ? null : problemText(keep.error)}
          gap={plan.outcome === 'gap' ? t(`right.gap.${plan.gap}`) : null}
          isPending={keep.isPending}
          icon={<IconCheck size={24} aria-hidden="true" />}
          label={t(isOffice ? 'right.give' : 'right.passOn')}
          testId="right-keep"
          onPress={() => {
            if (plan.outcome !== 'ready') return;
            const id = newId(`${plan.body.account} ${plan.body.right}`);
            keep.mutate({ body: { id, ...plan.body }, base: null });
          }}
        />
      </div>
    </Dialog>
  );
}

interface FieldProps {
  readonly draft: GrantDraft;
  readonly change: (part: Partial<GrantDraft>) => void;
}

function Whom({ draft, change, rights }: FieldProps & { rights: UnitRights }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const unitName = (id: string) => city.units.find(({ unitId }) => unitId === id)?.name ?? id;
  return (
    <NativeSelect
      label={t('right.account')}
      description={t('right.accountHint', { unit: unitName(rights.unitId) })}
      value={draft.account}
      onChange={(event) => change({ account: event.currentTarget.value })}
      data={[
        { value: '', label: t('right.choose') },
        ...rights.people
          .filter(({ username }) => me.role === 'culture-office' || username !== me.username)
          .map(({ username, name, unitId }) => ({
            value: username,
            label: `${name} – ${unitName(unitId)}`,
          })),
      ]}
      data-testid="right-account"
    />
  );
}

function Days({ draft, change, isOffice }: FieldProps & { isOffice: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="l-row">
        <DayField
          label={t('right.fromDay')}
          value={draft.fromDay}
          onChange={(fromDay) => change({ fromDay })}
          testId="right-from"
        />
        <DayField
          label={t('right.throughDay')}
          min={draft.fromDay}
          value={draft.throughDay}
          onChange={(throughDay) => change({ throughDay })}
          testId="right-through"
        />
      </div>
      {isOffice ? <p className="l-small l-soft">{t('right.daysHint')}</p> : null}
    </>
  );
}

/** The first right of its kind changes what everybody else may do: said before it is given. */
function Consequence(props: { rights: UnitRights; right: Grant['right'] }) {
  const { t } = useTranslation();
  const { when, isSpeechGranted } = props.rights;
  return (
    <>
      {when.normal === 'free' ? <Banner tone="warn">{t('right.firstGrant')}</Banner> : null}
      {props.right === 'speak' && !isSpeechGranted ? (
        <Banner tone="warn">{t('right.firstSpeech')}</Banner>
      ) : null}
    </>
  );
}

function nameIn(rights: UnitRights, account: string): string {
  return rights.people.find(({ username }) => username === account)?.name ?? account;
}
