import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDocuments } from '../../session/documents.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import type { CampaignDraft } from '../../state/campaign-draft.ts';
import { nodesOfTargets, unitsWithin } from '../../state/scope.ts';
import { Fold } from '../../ui/fold.tsx';
import { MoreList } from '../shared/more.tsx';

const SHOWN_FIRST = 8;

/** Which sessions of where it sounds it joins; none chosen is every one. */
export function SessionsChoice(props: {
  draft: CampaignDraft;
  onChange: (change: Partial<CampaignDraft>) => void;
}) {
  const { t } = useTranslation();
  const { city } = useWorkspace();
  const { view } = useLive();
  const { draft, onChange } = props;
  const reached = nodesOfTargets(draft.targets, city, [...(view?.nodes.values() ?? [])]);
  const unitsReached = new Set<string>(reached.map(({ unitId }) => unitId));
  const sessions = (useDocuments('session').data ?? [])
    .map(({ document }) => document)
    .filter(({ id, unit }) => {
      const isHeard = [...unitsWithin(city.units, unit)].some((one) => unitsReached.has(one));
      return isHeard || draft.sessions.includes(id);
    })
    .sort((a, b) => a.timing.start.slice(11).localeCompare(b.timing.start.slice(11)));
  if (sessions.length === 0) return <p className="l-soft">{t('campaign.sessionsNone')}</p>;
  const unitName = (id: string): string =>
    city.units.find(({ unitId }) => unitId === id)?.name ?? id;
  return (
    <Fold
      title={
        draft.sessions.length === 0
          ? t('campaign.sessionsAll')
          : t('campaign.sessionsSome', { count: draft.sessions.length })
      }
      isOpen={draft.sessions.length > 0}
      testId="campaign-sessions"
    >
      <MoreList
        items={sessions}
        first={SHOWN_FIRST}
        draw={({ id, title, unit, timing }) => (
          <li key={id} className="check">
            <Checkbox
              size="md"
              label={`${timing.start.slice(11, 16)} ${title} · ${unitName(unit)}`}
              checked={draft.sessions.includes(id)}
              data-testid={`campaign-session-${id}`}
              onChange={({ currentTarget: { checked } }) => {
                const others = draft.sessions.filter((one) => one !== id);
                onChange({ sessions: checked ? [...others, id] : others });
              }}
            />
          </li>
        )}
      />
    </Fold>
  );
}
