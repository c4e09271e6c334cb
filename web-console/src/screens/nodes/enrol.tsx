import type { EnrolmentCode } from '@loa/protocol/console-api';
import { SLUG_PATTERN } from '@loa/protocol/vocabulary';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enrolNode } from '../../api/client.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useCivil, useWorkspace } from '../../session/workspace.tsx';
import { clockText } from '../../state/civil-time.ts';
import { nodeIdOfName } from '../../state/fleet.ts';
import { unitsInTreeOrder } from '../../state/scope.ts';
import { foldMarks } from '../../state/search.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Banner } from '../../ui/parts.tsx';

export function EnrolDialog(props: { onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<{ code: EnrolmentCode; name: string } | null>(null);
  return (
    <Dialog
      title={made === null ? t('nodes.enrol') : t('nodes.codeFor', { name: made.name })}
      onClose={props.onClose}
    >
      {made === null ? (
        <EnrolForm onMade={(code, name) => setMade({ code, name })} />
      ) : (
        <div className="l-stack">
          <CodeCard code={made.code} />
          <Button onClick={props.onClose} data-testid="enrol-done">
            {t('nodes.done')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function EnrolForm(props: { onMade: (code: EnrolmentCode, name: string) => void }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const problemText = useProblemText();
  const units = unitsInTreeOrder(city.units);
  const [name, setName] = useState('');
  const [ownId, setOwnId] = useState<string | null>(null);
  const [unitId, setUnitId] = useState<string>(
    units.find((one) => one.depth > 0)?.unit.unitId ?? city.unitId,
  );
  const nodeId = ownId ?? nodeIdOfName(foldMarks(name));
  const isIdWrong = nodeId !== '' && !SLUG_PATTERN.test(nodeId);
  const enrol = useMutation({
    mutationFn: enrolNode,
    onSuccess: (code) => props.onMade(code, name.trim()),
  });
  return (
    <form
      className="l-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isIdWrong) enrol.mutate({ nodeId, name: name.trim(), unitId });
      }}
    >
      <p className="l-soft">{t('nodes.enrolHint')}</p>
      {enrol.error === null ? null : (
        <Banner tone="bad" role="alert" testId="enrol-error">
          {problemText(enrol.error)}
        </Banner>
      )}
      <TextInput
        label={t('nodes.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={200}
        required
        withAsterisk={false}
        data-autofocus
        data-testid="enrol-name"
      />
      <TextInput
        label={t('nodes.nodeId')}
        description={t('nodes.nodeIdHint')}
        error={isIdWrong ? t('nodes.nodeIdWrong') : null}
        value={nodeId}
        onChange={(event) => setOwnId(event.currentTarget.value)}
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        data-testid="enrol-id"
      />
      <NativeSelect
        label={t('nodes.unit')}
        value={unitId}
        onChange={(event) => setUnitId(event.currentTarget.value)}
        data={units.map(({ unit, depth }) => ({
          value: unit.unitId,
          label: `${'\u2003'.repeat(depth)}${unit.name}`,
        }))}
        data-testid="enrol-unit"
      />
      <Button type="submit" loading={enrol.isPending} data-testid="enrol-submit">
        {t('nodes.create')}
      </Button>
    </form>
  );
}

/** The one-time code, large enough to be read to somebody on a ladder. */
export function CodeCard(props: { code: EnrolmentCode }) {
  const { t } = useTranslation();
  const civil = useCivil();
  const [isCopied, setCopied] = useState(false);
  const { code } = props.code;
  // The clipboard exists on HTTPS and localhost only; elsewhere one tap selects the whole code.
  const canCopy = typeof navigator.clipboard?.writeText === 'function';
  return (
    <div className="l-stack">
      <output className="code" aria-label={t('nodes.code')} data-testid="enrolment-code">
        {code}
      </output>
      <p>{t('nodes.codeHint', { time: clockText(Date.parse(props.code.expiresAt), civil) })}</p>
      {canCopy ? (
        <Button
          variant="default"
          leftSection={
            isCopied ? (
              <IconCheck size={20} aria-hidden="true" />
            ) : (
              <IconCopy size={20} aria-hidden="true" />
            )
          }
          data-testid="enrolment-copy"
          onClick={() =>
            void navigator.clipboard.writeText(code).then(
              () => setCopied(true),
              () => setCopied(false),
            )
          }
        >
          <span aria-live="polite">{t(isCopied ? 'nodes.copied' : 'nodes.copy')}</span>
        </Button>
      ) : null}
    </div>
  );
}
