import { Button, Loader } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useExplanation } from '../../session/outlook.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { broadcastPath } from './words.ts';

/** Asked for, it says why a broadcast sounds on a node, or does not. */
export function Why(props: { cueId: string; nodeId: string; name: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { cueId, nodeId, name } = props;
  if (isOpen) return <Explanation cueId={cueId} nodeId={nodeId} />;
  return (
    <Button
      variant="subtle"
      leftSection={<IconHelpCircle size={20} aria-hidden="true" />}
      aria-label={t('why.askLabel', { name })}
      data-testid="why"
      onClick={() => setOpen(true)}
    >
      {t('why.ask')}
    </Button>
  );
}

function Explanation(props: { cueId: string; nodeId: string }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { data, error } = useExplanation(props.cueId, props.nodeId);
  if (data === undefined) {
    return error === null ? <Loader size="sm" /> : <p role="alert">{problemText(error)}</p>;
  }
  const { text, by, cautions } = data;
  return (
    <div className="l-stack" role="status" data-testid="why-text" data-verdict={data.verdict}>
      <p>{text}</p>
      {cautions.map((caution) => (
        <p key={caution.kind} className="l-small">
          {caution.text}
        </p>
      ))}
      {by === null ? null : (
        <Link href={broadcastPath(by.cueId)} className="l-link l-small">
          {by.title ?? t('broadcast.otherBroadcast')}
        </Link>
      )}
    </div>
  );
}
