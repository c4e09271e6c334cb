import { HEARING_STATES, type HearingState } from '@loa/protocol/vocabulary';
import { useTranslation } from 'react-i18next';
import { useLive } from '../../session/workspace.tsx';
import type { LiveStatus } from '../../state/talk-machine.ts';
import { Pill, type Tone } from '../../ui/parts.tsx';
import { MoreList } from '../shared/more.tsx';

const TONES: Record<HearingState, Tone> = {
  hearing: 'good',
  behind: 'warn',
  silent: 'bad',
  offline: 'bad',
};
const SHOWN_FIRST = 6;

/** How many nodes hear the talk, and by name those that do not simply hear it. */
export function WhoHears(props: { status: LiveStatus | null }) {
  const { t } = useTranslation();
  const { view } = useLive();
  const { status } = props;
  if (status === null) return <p className="l-soft">{t('talk.hearingWait')}</p>;
  const counted = HEARING_STATES.filter(
    (state) => state === 'hearing' || (status.counts[state] ?? 0) > 0,
  );
  return (
    <div className="l-stack" data-testid="talk-hearing">
      <div className="l-row">
        {counted.map((state) => (
          <Pill key={state} tone={TONES[state]}>
            <span data-testid={`talk-count-${state}`} data-count={status.counts[state] ?? 0}>
              {t(`talk.count.${state}`, { count: status.counts[state] ?? 0 })}
            </span>
          </Pill>
        ))}
      </div>
      {status.nodes.length === 0 ? null : (
        <MoreList
          items={status.nodes}
          first={SHOWN_FIRST}
          draw={(node) => (
            <li key={node.nodeId} className="talk-node" data-testid="talk-node">
              <span className="l-grow">{view?.nodes.get(node.nodeId)?.name ?? node.nodeId}</span>
              <span className="l-small l-soft">{stateText(node)}</span>
            </li>
          )}
        />
      )}
    </div>
  );

  function stateText({ state, late, missing }: LiveStatus['nodes'][number]): string {
    const lost = late + missing;
    const words = t(`talk.state.${state}`);
    return lost > 0 ? `${words} · ${t('talk.pieces', { count: lost })}` : words;
  }
}
