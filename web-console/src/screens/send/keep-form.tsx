import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Details, isSpan, NO_DETAILS } from '../../state/bulletin-draft.ts';
import { SoundPlayer } from '../../ui/sound-player.tsx';
import { MoreFields } from '../shared/more-fields.tsx';

export interface Kept extends Details {
  readonly title: string;
  readonly class: 'normal' | 'priority';
}

/** Listen, name, keep. */
export function KeepForm(props: {
  found: { sound: Blob; title: string; durationMs: number | null; isRecording: boolean };
  onAgain: () => void;
  onKeep: (kept: Kept) => void;
}) {
  const { t } = useTranslation();
  const { found } = props;
  const url = useObjectUrl(found.sound);
  const classId = useId();
  const [title, setTitle] = useState(found.title);
  const [bulletinClass, setClass] = useState<Kept['class']>('normal');
  const [details, setDetails] = useState(NO_DETAILS);
  const isWhole = title.trim() !== '' && isSpan(details);
  return (
    <form
      className="l-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) props.onKeep({ ...details, title: title.trim(), class: bulletinClass });
      }}
    >
      <p className="l-soft">{t('send.recordListen')}</p>
      {url === null ? null : (
        <SoundPlayer url={url} title={title} durationMs={found.durationMs} testId="record-play" />
      )}
      <TextInput
        label={t('send.soundTitle')}
        description={t('send.soundTitleHint')}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        maxLength={200}
        required
        withAsterisk={false}
        data-testid="sound-title"
      />
      <div>
        <div id={classId} className="l-strong l-small">
          {t('send.class')}
        </div>
        <SegmentedControl
          fullWidth
          mt={4}
          aria-labelledby={classId}
          value={bulletinClass}
          onChange={setClass}
          data={[
            { value: 'normal', label: t('class.normal') },
            { value: 'priority', label: t('class.priority') },
          ]}
        />
      </div>
      <details>
        <summary className="l-link" data-testid="keep-more">
          {t('bulletin.more')}
        </summary>
        <div className="l-stack">
          <MoreFields
            details={details}
            onChange={(change) => setDetails({ ...details, ...change })}
          />
        </div>
      </details>
      <div className="l-row">
        <Button variant="default" onClick={props.onAgain} data-testid="record-again">
          {t(found.isRecording ? 'send.recordAgain' : 'send.chooseOther')}
        </Button>
        <Button type="submit" className="l-grow" data-testid="record-keep">
          {t('send.recordKeep')}
        </Button>
      </div>
    </form>
  );
}

function useObjectUrl(sound: Blob): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(sound);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [sound]);
  return url;
}
