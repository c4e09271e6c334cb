import './collisions.css';
import type { CollisionView, DocumentView } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useKeepDocument, useNewDocumentId } from '../../session/document-changes.ts';
import { useDocuments } from '../../session/documents.ts';
import { useCollisions } from '../../session/outlook.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { clockText, dayText } from '../../state/civil-time.ts';
import { byUrgency, decisionFor, firstOf } from '../../state/collisions.ts';
import { mayBroadcast, unitsWithin } from '../../state/scope.ts';
import { Banner, Empty, PageHead, Panel, Pill } from '../../ui/parts.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { ProgrammeSections } from '../shared/programme-sections.tsx';
import { broadcastPath } from '../shared/words.ts';

/** Two priority items want the same horns at the same time: the ward's user says which goes first. */
export function Collisions() {
  const { t } = useTranslation();
  const collisions = useCollisions();
  const decisions = useDocuments('decision');
  const isThere = collisions.data !== undefined && decisions.data !== undefined;
  return (
    <>
      <PageHead title={t('collision.title')} />
      <ProgrammeSections />
      <p className="l-soft collision-hint">{t('collision.hint')}</p>
      {isThere ? (
        <List collisions={byUrgency(collisions.data)} decisions={decisions.data} />
      ) : (
        <NotYet of={[collisions, decisions]} />
      )}
    </>
  );
}

function List(props: {
  collisions: readonly CollisionView[];
  decisions: readonly DocumentView<'decision'>[];
}) {
  const { t } = useTranslation();
  if (props.collisions.length === 0) {
    return (
      <div className="panel">
        <Empty icon={<IconArrowsExchange size={40} stroke={1.5} aria-hidden="true" />}>
          <p>{t('collision.empty')}</p>
        </Empty>
      </div>
    );
  }
  return (
    <div className="l-stack">
      {props.collisions.map((one) => (
        <Meeting
          key={`${one.cue} ${one.against}`}
          collision={one}
          decision={props.decisions.find(({ document }) => document.id === one.decision) ?? null}
        />
      ))}
    </div>
  );
}

function Meeting(props: { collision: CollisionView; decision: DocumentView<'decision'> | null }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view } = useLive();
  const civil = useCivil();
  const { collision, decision } = props;
  const { cue, against, title, unit, nodeIds } = collision;
  const isDecided = collision.decision !== null;
  const meetMs = Date.parse(collision.meetAt);
  const mayDecide = mayBroadcast(me) && unitsWithin(city.units, me.unitId).has(unit);
  const names = nodeIds.slice(0, NAMED).map((id) => view?.nodes.get(id)?.name ?? id);
  const rest = nodeIds.length - names.length;
  const where = [...names, ...(rest > 0 ? [t('targets.more', { count: rest })] : [])].join(', ');
  return (
    <Panel
      title={`${clockText(meetMs, civil)}, ${dayText(meetMs, civil)}`}
      action={
        <Pill tone={isDecided ? 'good' : 'warn'}>
          {t(isDecided ? 'collision.decided' : 'collision.waits')}
        </Pill>
      }
      testId="collision"
    >
      <div className="l-stack">
        <p className="l-small l-soft">{t('collision.where', { count: nodeIds.length, where })}</p>
        {mayDecide ? (
          <Choice collision={collision} decision={decision} />
        ) : (
          <p>
            {t('collision.theirs', {
              unit: city.units.find((one) => one.unitId === unit)?.name ?? unit,
            })}
          </p>
        )}
        <p className="l-small l-soft">
          {t(isDecided ? 'collision.asDecided' : 'collision.usual', {
            title: firstOf(collision, decision?.document) === cue ? title : collision.againstTitle,
          })}
        </p>
        <div className="l-row">
          <Link href={broadcastPath(cue)} className="l-link l-small">
            {t('collision.look', { title })}
          </Link>
          <Link href={broadcastPath(against)} className="l-link l-small">
            {t('collision.look', { title: collision.againstTitle })}
          </Link>
        </div>
      </div>
    </Panel>
  );
}

function Choice(props: { collision: CollisionView; decision: DocumentView<'decision'> | null }) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const problemText = useProblemText();
  const newId = useNewDocumentId();
  const { collision, decision } = props;
  const { cue, against, title, againstTitle } = collision;
  const titleOf = (first: string) => (first === cue ? title : againstTitle);
  const chosen = decision === null ? null : firstOf(collision, decision.document);
  const keep = useKeepDocument('decision', {
    text: (body) => t('collision.kept', { title: titleOf(firstOf(collision, body)) }),
    onKept: () => undefined,
  });
  const decide = (first: string): void => {
    if (first === chosen) return;
    const id = decision?.document.id ?? newId(`thu-tu ${title}`);
    keep.mutate({ body: decisionFor(collision, { id, by: me.username, first }), base: decision });
  };
  return (
    <fieldset className="collision-choice">
      <legend className="l-strong">{t('collision.first')}</legend>
      {keep.error === null ? null : (
        <Banner tone="bad" role="alert" testId="collision-error">
          {problemText(keep.error)}
        </Banner>
      )}
      {[cue, against].map((one) => (
        <Button
          key={one}
          size="lg"
          variant={chosen === one ? 'filled' : 'default'}
          aria-pressed={chosen === one}
          disabled={keep.isPending}
          data-testid={one === cue ? 'collision-own' : 'collision-other'}
          onClick={() => decide(one)}
        >
          {titleOf(one)}
        </Button>
      ))}
    </fieldset>
  );
}

/** More names say less than their number. */
const NAMED = 3;
