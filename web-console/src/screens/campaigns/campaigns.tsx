import './campaigns.css';
import type { DocumentView } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconCalendarPlus, IconCalendarTime } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDocuments } from '../../session/documents.ts';
import { useCivil, useLive, useWorkspace } from '../../session/workspace.tsx';
import { campaignPhase } from '../../state/campaign-draft.ts';
import { civilDate } from '../../state/civil-time.ts';
import { mayBroadcast, unitsWithin } from '../../state/scope.ts';
import { matches } from '../../state/search.ts';
import { Empty, PageHead, Pill, type Tone } from '../../ui/parts.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { ProgrammeSections } from '../shared/programme-sections.tsx';
import { RemoveDocument } from '../shared/remove-document.tsx';
import { sentence, timingWords } from '../shared/timing-words.ts';
import { targetsText } from '../shared/words.ts';

type View = DocumentView<'campaign'>;
const PHASE_ORDER = ['running', 'coming', 'over'] as const;
const PHASE_TONES: Record<(typeof PHASE_ORDER)[number], Tone> = {
  running: 'good',
  coming: 'calm',
  over: 'calm',
};
/** From here on a list is searched rather than read. */
const SEARCHED_FROM = 8;

export function Campaigns() {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const campaigns = useDocuments('campaign');
  return (
    <>
      <PageHead title={t('campaign.title')}>
        {mayBroadcast(me) ? (
          <Button
            component={Link}
            href="/campaigns/new"
            leftSection={<IconCalendarPlus size={20} aria-hidden="true" />}
            data-testid="campaign-new"
          >
            {t('campaign.new')}
          </Button>
        ) : null}
      </PageHead>
      <ProgrammeSections />
      {campaigns.data === undefined ? (
        <NotYet of={[campaigns]} />
      ) : (
        <CampaignList campaigns={campaigns.data} />
      )}
    </>
  );
}

function CampaignList(props: { campaigns: readonly View[] }) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { nowMs } = useLive();
  const [query, setQuery] = useState('');
  const today = civilDate(nowMs, city.timeZone);
  const phase = (view: View) => campaignPhase(view.document.timing, today);
  const found = props.campaigns
    .filter((view) => matches(query, view.document.title))
    .sort(
      (a, b) =>
        PHASE_ORDER.indexOf(phase(a)) - PHASE_ORDER.indexOf(phase(b)) ||
        a.document.title.localeCompare(b.document.title, 'vi'),
    );
  if (props.campaigns.length === 0) {
    return (
      <div className="panel">
        <Empty icon={<IconCalendarTime size={40} stroke={1.5} aria-hidden="true" />}>
          <p>{t('campaign.empty')}</p>
        </Empty>
      </div>
    );
  }
  return (
    <section className="panel l-stack">
      {props.campaigns.length < SEARCHED_FROM ? null : (
        <SearchField
          label={t('campaign.search')}
          query={query}
          onQuery={setQuery}
          testId="campaign-search"
        />
      )}
      {found.length === 0 ? (
        <p className="l-soft">{t('campaign.noMatch', { query })}</p>
      ) : (
        <ul className="l-list">
          {found.map((view) => (
            <CampaignRow key={view.document.id} view={view} phase={phase(view)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function CampaignRow(props: { view: View; phase: (typeof PHASE_ORDER)[number] }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view: live } = useLive();
  const { language } = useCivil();
  const { document: campaign } = props.view;
  const { timing, placement, targets, title } = campaign;
  const isOwn = mayBroadcast(me) && unitsWithin(city.units, me.unitId).has(campaign.unit);
  const facts = [
    targetsText(t, targets, { city, nodes: live?.nodes.values() ?? [] }),
    t('campaign.bulletins', { count: campaign.bulletins.length }),
    ...(props.view.origin === 'file' ? [t('campaign.fromFile')] : []),
  ];
  const text = (
    <div className="l-grow">
      <div className="item-title">{title}</div>
      <div>{sentence(timingWords(t, timing, { language, placement }))}</div>
      <div className="l-small l-soft">{facts.join(' · ')}</div>
    </div>
  );
  return (
    <li className="item campaign" data-testid="campaign" data-campaign-id={campaign.id}>
      {isOwn ? (
        <Link href={`/campaigns/${campaign.id}`} className="item-link l-grow">
          {text}
        </Link>
      ) : (
        text
      )}
      <Pill tone={PHASE_TONES[props.phase]}>{t(`campaign.phase.${props.phase}`)}</Pill>
      {isOwn ? (
        <RemoveDocument kind="campaign" view={props.view} title={title} testId="campaign-remove" />
      ) : null}
    </li>
  );
}
