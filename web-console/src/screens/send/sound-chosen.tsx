import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../session/use-problem-text.ts';
import { lengthText } from '../../state/civil-time.ts';
import { type SoundDraft, uploadProgress } from '../../state/draft.ts';
import type { Uploading } from './use-upload.ts';

/** The chosen sound in a line, with how far its preparation is. */
export function SoundChosen(props: { sound: SoundDraft; uploading: Uploading }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { sound, uploading } = props;
  if (sound.kind === 'none') return null;
  if (sound.kind === 'bulletin') {
    return `${sound.bulletin.title} · ${lengthText(sound.bulletin.durationMs)}`;
  }
  const error = uploading.upload?.error ?? null;
  if (error !== null) {
    return (
      <div role="alert" data-testid="upload-refused">
        <div className="l-strong">{`${t('send.refused')}: ${sound.title}`}</div>
        <div>{problemText(error)}</div>
      </div>
    );
  }
  const progress = uploadProgress(sound);
  const isDone = sound.job?.state === 'done';
  return (
    <div data-testid="upload-state" data-state={isDone ? 'done' : 'running'}>
      <div>{sound.title}</div>
      {isDone ? (
        <div className="l-small">{t('send.prepared')}</div>
      ) : (
        <>
          <div className="l-small" aria-live="polite">
            {sound.job === null
              ? t('send.uploading')
              : `${t('send.preparing')}: ${t(`send.job.${sound.job.step}`)}`}
          </div>
          <Progress value={progress * 100} aria-label={t('send.preparing')} mt={6} />
        </>
      )}
    </div>
  );
}
