import './speech.css';
import type { VoiceView } from '@loa/protocol/console-api';
import { Progress } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem.ts';
import { speakBulletin } from '../../api/speech.ts';
import { useDocuments } from '../../session/documents.ts';
import { useIngestJob } from '../../session/queries.ts';
import { useVoices } from '../../session/speech.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { NO_SPEECH, planSpeech, type SpeechDraft, textOf } from '../../state/speech-draft.ts';
import { Act } from '../../ui/act.tsx';
import { OneOf } from '../../ui/choices.tsx';
import { Banner } from '../../ui/parts.tsx';
import { NotYet } from '../shared/not-yet.tsx';
import { NameFields, TextFields } from './speech-fields.tsx';
import { SpokenForm } from './spoken-form.tsx';

/** Text in, and a draft that a voice has spoken out. */
export function Speak(props: { template?: string; onSpoken: (bulletinId: string) => void }) {
  const templates = useDocuments('template');
  const voices = useVoices();
  if (templates.data === undefined || voices.data === undefined) {
    return <NotYet of={[templates, voices]} />;
  }
  const known = templates.data.map(({ document }) => document);
  return <SpeakForm {...props} templates={known} voices={voices.data} />;
}

function SpeakForm(
  props: Parameters<typeof Speak>[0] & {
    templates: Parameters<typeof planSpeech>[1];
    voices: readonly VoiceView[];
  },
) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { templates, onSpoken } = props;
  const [draft, setDraft] = useState({ ...NO_SPEECH, template: props.template ?? '' });
  const onChange = (part: Partial<SpeechDraft>): void => setDraft({ ...draft, ...part });
  const speaking = useSpeaking(onSpoken);
  const able = props.voices.filter(({ remedy }) => remedy === null);
  const voice = able.find(({ voiceId }) => voiceId === draft.voice) ?? able[0];
  const plan = planSpeech(draft, templates);
  if (voice === undefined) return <NoVoice voices={props.voices} />;
  const fields = { draft, templates, onChange };
  return (
    <div className="columns">
      <div className="l-stack">
        <TextFields {...fields} />
        <SpokenForm text={textOf(draft, templates)} />
      </div>
      <div className="l-stack">
        <NameFields {...fields} />
        {able.length === 1 ? (
          <p className="l-soft">{t('speech.oneVoice', { voice: voice.label })}</p>
        ) : (
          <OneOf
            title={t('speech.voice')}
            choices={able.map(({ voiceId, label }) => ({ value: voiceId, label }))}
            value={voice.voiceId}
            onChange={(voiceId) => onChange({ voice: voiceId })}
            testId="speech-voice"
          />
        )}
        <Act
          name="speech"
          error={speaking.error === null ? null : problemText(speaking.error)}
          gap={plan.outcome === 'gap' ? t(`speech.gap.${plan.gap}`) : null}
          isPending={speaking.isBusy}
          icon={<IconVolume size={24} aria-hidden="true" />}
          label={t('speech.speak')}
          testId="speech-speak"
          onPress={() => {
            if (plan.outcome === 'ready') speaking.start({ ...plan.body, voiceId: voice.voiceId });
          }}
        >
          {speaking.progress === null ? null : (
            <div aria-live="polite" data-testid="speech-progress">
              <div className="l-small">{t('speech.speaking')}</div>
              <Progress value={speaking.progress * 100} aria-label={t('speech.speaking')} mt={6} />
            </div>
          )}
        </Act>
        <p className="l-small l-soft">{t('speech.hearFirst')}</p>
      </div>
    </div>
  );
}

function NoVoice({ voices }: { voices: readonly VoiceView[] }) {
  const { t } = useTranslation();
  return (
    <Banner tone="warn" testId="speech-no-voice">
      <p>{t('speech.noVoice')}</p>
      <ul>
        {voices.map(({ voiceId, label, remedy }) => (
          <li key={voiceId}>{`${label}: ${remedy}`}</li>
        ))}
      </ul>
    </Banner>
  );
}

/** Has a text spoken and follows it until it is a bulletin. */
function useSpeaking(onSpoken: (bulletinId: string) => void) {
  const speak = useMutation({ mutationFn: speakBulletin });
  const job = useIngestJob(speak.data ?? null);
  const bulletinId = job?.state === 'done' ? job.bulletinId : null;
  // Told once: what is told stays the same while the page that hears it may be made anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the bulletin is what it waits for
  useEffect(() => {
    if (bulletinId !== null) onSpoken(bulletinId);
  }, [bulletinId]);
  const problem = job?.problem ?? null;
  const isGoing = speak.isPending || job?.state === 'waiting' || job?.state === 'running';
  return {
    start: speak.mutate,
    error: speak.error ?? (problem === null ? null : new ApiError(problem.code, problem)),
    isBusy: isGoing,
    progress: isGoing ? (job?.progress ?? 0) : null,
  };
}
