import type { DocumentView } from '@loa/protocol/console-api';
import type { Documents } from '@loa/protocol/programme';
import { IconDeviceFloppy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useKeepDocument } from '../../session/document-changes.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { Act } from '../../ui/act.tsx';
import type { RuleKind } from './rule-panel.tsx';

/** The one button that keeps a rule, and what it still waits for. */
export function KeepRule<K extends RuleKind>(props: {
  kind: K;
  base: DocumentView<K> | null;
  /** Null while something is missing. */
  body: Documents[K] | null;
  gap: string | null;
  name: string;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const problemText = useProblemText();
  const { kind, base, body, gap, name, children } = props;
  const keep = useKeepDocument(kind, {
    text: () => t('rules.saved', { title: name }),
    onKept: () => navigate('/rules'),
  });
  return (
    <Act
      name="rule"
      error={keep.error === null ? null : problemText(keep.error)}
      gap={gap}
      isPending={keep.isPending}
      icon={<IconDeviceFloppy size={24} aria-hidden="true" />}
      label={t('rules.save')}
      testId="rule-keep"
      onPress={() => {
        if (body !== null) keep.mutate({ body, base });
      }}
    >
      {children}
    </Act>
  );
}
