import '../rights/rights.css';
import type { DocumentView } from '@loa/protocol/console-api';
import type { UnitId } from '@loa/protocol/vocabulary';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useKeepDocument, useNewDocumentId } from '../../session/document-changes.ts';
import { useDocuments } from '../../session/documents.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useToday, useWorkspace } from '../../session/workspace.tsx';
import { mayBroadcast } from '../../state/scope.ts';
import {
  draftOfTemplate,
  newTemplate,
  planTemplate,
  type TemplateDraft,
} from '../../state/template-draft.ts';
import { Act } from '../../ui/act.tsx';
import { Banner, PageHead, Panel } from '../../ui/parts.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { AboutFields, StandingFields, WordFields } from './template-fields.tsx';

/** @param props.id null makes a new one */
export function TemplatePage(props: { id: string | null }) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const templates = useDocuments('template');
  const base = templates.data?.find(({ document }) => document.id === props.id) ?? null;
  return (
    <>
      <Link href="/templates" className="l-link">
        <IconArrowLeft size={20} aria-hidden="true" />
        {t('templates.title')}
      </Link>
      <PageHead
        title={props.id === null ? t('templates.new') : (base?.document.title ?? props.id)}
      />
      {!mayBroadcast(me) ? (
        <Banner tone="note">{t('templates.notAllowed')}</Banner>
      ) : templates.data === undefined ? (
        <NotYet of={[templates]} />
      ) : props.id !== null && base === null ? (
        <Banner tone="warn">{t('problem.not-found')}</Banner>
      ) : (
        <Editor base={base} />
      )}
    </>
  );
}

function Editor(props: { base: DocumentView<'template'> | null }) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const [, navigate] = useLocation();
  const problemText = useProblemText();
  const today = useToday();
  const newId = useNewDocumentId();
  // What is being changed stays what it was when the change began: keeping it says so if it is old.
  const [base] = useState(props.base);
  const [draft, setDraft] = useState<TemplateDraft>(
    base === null ? newTemplate(me.unitId as UnitId) : draftOfTemplate(base.document),
  );
  const change = (part: Partial<TemplateDraft>): void => setDraft({ ...draft, ...part });
  const keep = useKeepDocument('template', {
    text: ({ title }) => t('templates.kept', { title }),
    onKept: () => navigate('/templates'),
  });
  const plan = planTemplate(draft, { base: base?.document ?? null, me, today });
  return (
    <div className="columns">
      <Panel title={t('templates.words')}>
        <div className="l-stack">
          {base?.origin === 'file' ? (
            <Banner tone="warn">{t('rules.fromFileWarning')}</Banner>
          ) : null}
          <AboutFields draft={draft} change={change} />
          <WordFields draft={draft} change={change} />
        </div>
      </Panel>
      <Panel title={t('templates.standing')}>
        <div className="l-stack">
          <StandingFields draft={draft} change={change} />
          <Act
            name="template"
            error={keep.error === null ? null : problemText(keep.error)}
            gap={plan.outcome === 'gap' ? t(`templates.gap.${plan.gap}`) : null}
            isPending={keep.isPending}
            icon={null}
            label={t('rules.save')}
            testId="template-keep"
            onPress={() => {
              if (plan.outcome !== 'ready') return;
              const id = base?.document.id ?? newId(plan.body.title);
              keep.mutate({ body: { id, ...plan.body }, base });
            }}
          >
            {plan.outcome === 'ready' && plan.losesStanding ? (
              <Banner tone="warn" testId="template-loses">
                {t('templates.losesStanding')}
              </Banner>
            ) : null}
          </Act>
        </div>
      </Panel>
    </div>
  );
}
