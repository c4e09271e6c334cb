import '../rights/rights.css';
import type { DocumentView } from '@loa/protocol/console-api';
import { templateFields } from '@loa/protocol/programme';
import { Button } from '@mantine/core';
import { IconFilePlus, IconTemplate } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDocuments } from '../../session/documents.ts';
import { useToday, useWorkspace } from '../../session/workspace.tsx';
import { mayBroadcast, unitsWithin } from '../../state/scope.ts';
import { matches } from '../../state/search.ts';
import { Empty, PageHead, Pill } from '../../ui/parts.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { LibrarySections } from '../shared/library-sections.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { RemoveDocument } from '../shared/remove-document.tsx';
import { dayOf } from '../shared/timing-words.ts';

type View = DocumentView<'template'>;
/** From here on a list is searched rather than read. */
const SEARCHED_FROM = 8;

export function Templates() {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const templates = useDocuments('template');
  return (
    <>
      <PageHead title={t('templates.title')}>
        {mayBroadcast(me) ? (
          <Button
            component={Link}
            href="/templates/new"
            leftSection={<IconFilePlus size={20} aria-hidden="true" />}
            data-testid="template-new"
          >
            {t('templates.new')}
          </Button>
        ) : null}
      </PageHead>
      <LibrarySections />
      {templates.data === undefined ? (
        <NotYet of={[templates]} />
      ) : (
        <TemplateList templates={templates.data} />
      )}
    </>
  );
}

function TemplateList(props: { templates: readonly View[] }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const { templates } = props;
  const found = templates
    .filter(({ document }) => matches(query, document.title, document.category, document.text))
    .sort((a, b) => a.document.title.localeCompare(b.document.title, 'vi'));
  if (templates.length === 0) {
    return (
      <div className="panel">
        <Empty icon={<IconTemplate size={40} stroke={1.5} aria-hidden="true" />}>
          <p>{t('templates.empty')}</p>
        </Empty>
      </div>
    );
  }
  return (
    <section className="panel l-stack">
      {templates.length < SEARCHED_FROM ? null : (
        <SearchField
          label={t('templates.search')}
          query={query}
          onQuery={setQuery}
          testId="template-search"
        />
      )}
      {found.length === 0 ? <p className="l-soft">{t('library.noMatch', { query })}</p> : null}
      <ul className="l-list">
        {found.map((view) => (
          <TemplateRow key={view.document.id} view={view} />
        ))}
      </ul>
    </section>
  );
}

function TemplateRow(props: { view: View }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const today = useToday();
  const { id, title, text, unit, standing, category, class: of } = props.view.document;
  const isOwn = mayBroadcast(me) && unitsWithin(city.units, me.unitId).has(unit);
  const stands = standing !== null && standing.throughDay >= today;
  const facts = [
    t(`class.${of}`),
    ...(category === '' ? [] : [category]),
    city.units.find(({ unitId }) => unitId === unit)?.name ?? unit,
    t('templates.fields', { count: templateFields(text).length }),
  ];
  const words = (
    <div className="l-grow">
      <div className="item-title">{title}</div>
      <div className="template-text">{text}</div>
      <div className="l-small l-soft">{facts.join(' · ')}</div>
    </div>
  );
  return (
    <li className="item right" data-testid="template">
      {isOwn ? (
        <Link href={`/templates/${id}`} className="item-link l-grow">
          {words}
        </Link>
      ) : (
        words
      )}
      <Pill tone={stands ? 'good' : 'calm'}>
        {stands
          ? t('templates.stands', { day: dayOf(standing.throughDay) })
          : t('templates.standsNot')}
      </Pill>
      <div className="l-row">
        {mayBroadcast(me) ? (
          <Button
            component={Link}
            href={`/library/new/spoken?template=${encodeURIComponent(id)}`}
            variant="default"
            aria-label={t('templates.useLabel', { title })}
            data-testid="template-use"
          >
            {t('templates.use')}
          </Button>
        ) : null}
        {isOwn ? (
          <RemoveDocument
            kind="template"
            view={props.view}
            title={title}
            testId="template-remove"
          />
        ) : null}
      </div>
    </li>
  );
}
