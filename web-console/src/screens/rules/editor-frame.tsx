import type { DocumentView } from '@loa/protocol/console-api';
import { IconArrowLeft } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDocuments } from '../../session/documents.ts';
import { useWorkspace } from '../../session/workspace.tsx';
import { mayRule } from '../../state/scope.ts';
import { Banner, PageHead } from '../../ui/parts.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import type { RuleKind } from './rule-panel.tsx';

interface FrameProps<K extends RuleKind> {
  readonly kind: K;
  /** Null makes a new one. */
  readonly id: string | null;
  readonly title: string;
  readonly draw: (base: DocumentView<K> | null) => ReactNode;
}

/** The page on which one document is made or changed, once it is known and may be. */
export function EditorFrame<K extends RuleKind>(props: FrameProps<K>) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const documents = useDocuments(props.kind);
  const base = documents.data?.find(({ document }) => document.id === props.id) ?? null;
  return (
    <>
      <Link href="/rules" className="l-link">
        <IconArrowLeft size={20} aria-hidden="true" />
        {t('rules.title')}
      </Link>
      <PageHead title={props.title} />
      {!mayRule(me) ? (
        <Banner tone="note">{t('rules.notAllowed')}</Banner>
      ) : documents.data === undefined ? (
        <NotYet of={[documents]} />
      ) : props.id !== null && base === null ? (
        <Banner tone="warn">{t('problem.not-found')}</Banner>
      ) : (
        <Held base={base} draw={props.draw} />
      )}
    </>
  );
}

/** What is being changed stays what it was when the change began: keeping it says so if it is old. */
function Held<K extends RuleKind>(props: {
  base: DocumentView<K> | null;
  draw: FrameProps<K>['draw'];
}) {
  const { t } = useTranslation();
  const [base] = useState(props.base);
  return (
    <>
      {base?.origin === 'file' ? <Banner tone="warn">{t('rules.fromFileWarning')}</Banner> : null}
      {props.draw(base)}
    </>
  );
}
