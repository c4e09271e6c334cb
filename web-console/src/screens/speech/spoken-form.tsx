import type { SpeechPreview, SpokenFormView } from '@loa/protocol/console-api';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useSpokenForm } from '../../session/speech.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { Banner, Panel } from '../../ui/parts.tsx';
import { MoreList } from '../shared/more.tsx';

/** What the voice will say, with each place where that differs from what is written. */
export function SpokenForm({ text }: { text: SpeechPreview | null }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { form, error, isCurrent } = useSpokenForm(text);
  return (
    <Panel title={t('speech.preview')} testId="speech-preview">
      {text === null ? (
        <p className="l-soft">{t('speech.previewNone')}</p>
      ) : error !== null ? (
        <Banner tone="bad" role="alert" testId="speech-preview-error">
          {problemText(error)}
        </Banner>
      ) : form === undefined ? null : (
        <div className="l-stack" aria-busy={!isCurrent} aria-live="polite">
          <p className="speech-said" data-testid="speech-said">
            {form.spoken}
          </p>
          <Changes form={form} />
        </div>
      )}
    </Panel>
  );
}

function Changes({ form }: { form: SpokenFormView }) {
  const { t } = useTranslation();
  if (form.changes.length === 0) return <p className="l-soft">{t('speech.asWritten')}</p>;
  return (
    <>
      <h3 className="l-small l-soft">{t('speech.changed', { count: form.changes.length })}</h3>
      <p className="speech-written">
        {piecesOf(form).map(({ at, text, isChanged }) =>
          isChanged ? <mark key={at}>{text}</mark> : <Fragment key={at}>{text}</Fragment>,
        )}
      </p>
      <MoreList
        items={form.changes}
        first={6}
        draw={({ from, to, start }) => (
          <li key={start} className="speech-change">
            <span className="l-strong">{from}</span>
            <span aria-hidden="true">→</span>
            <span>{to === '' ? t('speech.leftOut') : to}</span>
          </li>
        )}
      />
    </>
  );
}

function piecesOf({ text, changes }: SpokenFormView) {
  const pieces: { at: number; text: string; isChanged: boolean }[] = [];
  let reached = 0;
  for (const { start, end } of changes) {
    if (start > reached) {
      pieces.push({ at: reached, text: text.slice(reached, start), isChanged: false });
    }
    pieces.push({ at: start, text: text.slice(start, end), isChanged: true });
    reached = end;
  }
  pieces.push({ at: reached, text: text.slice(reached), isChanged: false });
  return pieces.filter((piece) => piece.text !== '');
}
