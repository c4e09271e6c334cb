import type { Problem } from '@loa/protocol/console-api';
import { IconReceipt } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { bulletinAudioUrl } from '../../api/client.ts';
import { problemError } from '../../api/problem.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { lengthText } from '../../state/civil-time.ts';
import type { TalkEnd } from '../../state/talk-machine.ts';
import { Banner } from '../../ui/parts.tsx';
import { SoundPlayer } from '../../ui/sound-player.tsx';
import { broadcastPath } from '../shared/words.ts';

/** How the talk ended, and what is left of it. */
export function TalkOver(props: { end: TalkEnd; droppedMs: number }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { end } = props;
  switch (end.kind) {
    case 'refused':
      return (
        <Banner tone="bad" role="alert" testId="talk-refused">
          {refusedText(end.refused.problem)}
        </Banner>
      );
    case 'failed':
      return (
        <Banner tone="bad" role="alert" testId="talk-failed">
          {problemText(end.error)}
        </Banner>
      );
    case 'lost':
      return (
        <Banner tone="bad" role="alert" testId="talk-lost">
          {t('talk.lost')}
        </Banner>
      );
    case 'ended':
      return <Ended end={end} droppedMs={props.droppedMs} />;
  }

  /** Who has the air, and until when, only the controller knows. */
  function refusedText(problem: Problem): string {
    return problem.code === 'air-taken' ? problem.detail : problemText(problemError(problem));
  }
}

function Ended(props: { end: Extract<TalkEnd, { kind: 'ended' }>; droppedMs: number }) {
  const { t } = useTranslation();
  const { cause, ended, cueId } = props.end;
  const durationMs = ended.seconds * 1000;
  // What this page knows is nearer to the person than the controller's word for it.
  const why = cause === 'remote' || cause === 'released' ? ended.why : cause;
  const isCalm = why === 'released';
  return (
    <div className="l-stack" data-testid="talk-ended" data-why={why}>
      <Banner tone={isCalm ? 'note' : 'warn'} role="status">
        {t(`talk.ended.${why}`, { length: lengthText(durationMs) })}
        {props.droppedMs > 0 ? ` ${droppedText()}` : null}
      </Banner>
      {ended.bulletinId === null ? (
        <p className="l-soft">{t('talk.nothingSaid')}</p>
      ) : (
        <div>
          <p className="l-strong">{t('talk.recording')}</p>
          <SoundPlayer
            url={bulletinAudioUrl(ended.bulletinId)}
            title={t('talk.recording')}
            durationMs={durationMs}
            testId="talk-recording"
          />
        </div>
      )}
      {cueId === null ? null : (
        <Link href={broadcastPath(cueId)} className="l-link" data-testid="talk-proof">
          <IconReceipt size={20} aria-hidden="true" />
          {t('talk.proof')}
        </Link>
      )}
    </div>
  );

  function droppedText(): string {
    return t('talk.dropped', { seconds: Math.ceil(props.droppedMs / 1000) });
  }
}
