import '../campaigns/campaigns.css';
import type { DocumentView, RelayEntity } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconAntenna, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDocuments } from '../../session/documents.ts';
import { useRelays } from '../../session/relays.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { momentText, numberText } from '../../state/civil-time.ts';
import { mayRule, mayRuleOver } from '../../state/scope.ts';
import { Empty, PageHead, Pill, type Tone } from '../../ui/parts.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { ProgrammeSections } from '../shared/programme-sections.tsx';
import { RemoveDocument } from '../shared/remove-document.tsx';
import { sentence, timingWords } from '../shared/timing-words.ts';
import { targetsText } from '../shared/words.ts';
import { SourceTest } from './source-test.tsx';

type View = DocumentView<'relay'>;

const PHASE_TONES: Record<RelayEntity['phase'], Tone> = {
  idle: 'calm',
  joining: 'warn',
  ready: 'good',
  'on-air': 'live',
  failing: 'bad',
};

/** What is relayed of upper stations, and how it stands. */
export function Relays() {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const documents = useDocuments('relay');
  const relays = useRelays();
  return (
    <>
      <PageHead title={t('relay.title')}>
        {mayRule(me) ? (
          <Button
            component={Link}
            href="/relays/new"
            leftSection={<IconPlus size={20} aria-hidden="true" />}
            data-testid="relay-new"
          >
            {t('relay.new')}
          </Button>
        ) : null}
      </PageHead>
      <ProgrammeSections />
      {documents.data === undefined || relays.data === undefined ? (
        <NotYet of={[documents, relays]} />
      ) : (
        <RelayList views={documents.data} relays={relays.data.relays} />
      )}
    </>
  );
}

function RelayList(props: { views: readonly View[]; relays: readonly RelayEntity[] }) {
  const { t } = useTranslation();
  if (props.views.length === 0) {
    return (
      <div className="panel">
        <Empty icon={<IconAntenna size={40} stroke={1.5} aria-hidden="true" />}>
          <p>{t('relay.empty')}</p>
          <p>{t('relay.hint')}</p>
        </Empty>
      </div>
    );
  }
  const sorted = props.views.toSorted((a, b) =>
    a.document.title.localeCompare(b.document.title, 'vi'),
  );
  return (
    <section className="panel">
      <ul className="l-list">
        {sorted.map((view) => (
          <RelayRow
            key={view.document.id}
            view={view}
            relay={props.relays.find(({ relayId }) => relayId === view.document.id) ?? null}
          />
        ))}
      </ul>
    </section>
  );
}

function RelayRow(props: { view: View; relay: RelayEntity | null }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view: live } = useLive();
  const { language } = useCivil();
  const { view, relay } = props;
  const { id, title, timing, minutes, targets, url, unit } = view.document;
  const isOwn = mayRuleOver(me, city, unit);
  const facts = [
    t('relay.minutes', { count: minutes }),
    targetsText(t, targets, { city, nodes: live?.nodes.values() ?? [] }),
    ...(view.origin === 'file' ? [t('rules.fromFile')] : []),
  ];
  const text = (
    <div className="l-grow">
      <div className="item-title">{title}</div>
      <div>{sentence(timingWords(t, timing, { language }))}</div>
      <div className="l-small l-soft">{facts.join(' · ')}</div>
      <div className="l-small l-soft relay-url">{url}</div>
      {relay === null ? null : <Standing relay={relay} />}
    </div>
  );
  return (
    <li className="item l-stack" data-testid="relay" data-relay-id={id}>
      {isOwn ? (
        <Link href={`/relays/${id}`} className="item-link">
          {text}
        </Link>
      ) : (
        text
      )}
      <div className="l-row">
        {relay === null ? null : (
          <Pill tone={PHASE_TONES[relay.phase]}>{t(`relay.phase.${relay.phase}`)}</Pill>
        )}
        <SourceTest relayId={id} title={title} />
        {isOwn ? (
          <RemoveDocument kind="relay" view={view} title={title} testId="relay-remove" />
        ) : null}
      </div>
    </li>
  );
}

/** Whether it is joined and what comes, or when it is next. */
function Standing(props: { relay: RelayEntity }) {
  const { t } = useTranslation();
  const { nowMs } = useLive();
  const civil = useCivil();
  const { phase, startAt, levelDb, lack, fault, fallback } = props.relay;
  if (phase === 'idle') {
    return (
      <div>
        {startAt === null
          ? t('relay.nextNone')
          : t('relay.next', { when: momentText(Date.parse(startAt), nowMs, civil) })}
      </div>
    );
  }
  return (
    <div aria-live="polite">
      {levelDb === null || lack !== null ? null : (
        <div>{t('relay.level', { level: numberText(Math.round(levelDb), civil.language) })}</div>
      )}
      {lack === null ? null : (
        <>
          <div className="l-strong">{t(`relay.lack.${lack}`)}</div>
          {fault === null ? null : <div>{t(`relay.fault.${fault.why}`)}</div>}
          <div>{t(fallback === null ? 'relay.noFallbackSounding' : 'relay.fallbackSounding')}</div>
        </>
      )}
    </div>
  );
}
