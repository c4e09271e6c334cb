import type { Bulletin } from '@loa/protocol/console-api';
import { LIMITS } from '@loa/protocol/vocabulary';
import { Button, Skeleton } from '@mantine/core';
import {
  IconBroadcast,
  IconFileMusic,
  IconKeyboard,
  IconLibrary,
  IconMicrophone,
} from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { fileNameOf, hasMicrophone } from '../../devices/recorder.ts';
import { useCivil, useLanguage, useLive } from '../../session/workspace.tsx';
import { momentText, numberText } from '../../state/civil-time.ts';
import { Banner } from '../../ui/parts.tsx';
import { KeepForm, type Kept } from './keep-form.tsx';
import { LibraryPicker } from './library-picker.tsx';
import { Recorder } from './recorder.tsx';
import type { Uploading } from './use-upload.ts';

/** Few of those who send type: its code comes when it is asked for. */
const SpokenSound = lazy(async () => ({
  default: (await import('../speech/spoken-sound.tsx')).SpokenSound,
}));

/** A sound in hand that is not kept yet. */
interface Found {
  readonly sound: Blob;
  readonly fileName: string;
  readonly title: string;
  readonly durationMs: number | null;
  readonly isRecording: boolean;
}
type Place =
  | { at: 'choice' }
  | { at: 'recorder' }
  | { at: 'library' }
  | { at: 'typed' }
  | { at: 'keep'; found: Found };

export function SoundStep(props: {
  uploading: Uploading;
  onBulletin: (bulletin: Bulletin) => void;
  onChosen: () => void;
}) {
  const { t } = useTranslation();
  const { nowMs } = useLive();
  const civil = useCivil();
  const [place, setPlace] = useState<Place>({ at: 'choice' });
  const goBack = (): void => setPlace({ at: 'choice' });
  const back = (
    <Button variant="subtle" onClick={goBack} data-testid="sound-back">
      {t('app.back')}
    </Button>
  );
  switch (place.at) {
    case 'choice':
      return (
        <SoundTiles
          onRecord={() => setPlace({ at: 'recorder' })}
          onLibrary={() => setPlace({ at: 'library' })}
          onType={() => setPlace({ at: 'typed' })}
          onFile={(file) =>
            setPlace({
              at: 'keep',
              found: {
                sound: file,
                fileName: file.name,
                title: file.name.replace(/\.[^.]*$/, '').slice(0, 200),
                durationMs: null,
                isRecording: false,
              },
            })
          }
        />
      );
    case 'recorder':
      return (
        <>
          <Recorder
            onRecorded={(sound, durationMs) =>
              setPlace({
                at: 'keep',
                found: {
                  sound,
                  fileName: fileNameOf(sound),
                  title: t('send.recordedTitle', { time: momentText(nowMs, 0, civil) }),
                  durationMs,
                  isRecording: true,
                },
              })
            }
          />
          {back}
        </>
      );
    case 'library':
      return (
        <>
          <LibraryPicker
            onPick={(bulletin) => {
              props.onBulletin(bulletin);
              props.onChosen();
            }}
          />
          {back}
        </>
      );
    case 'typed':
      return (
        <>
          <Suspense fallback={<Skeleton height={240} radius="lg" />}>
            <SpokenSound
              onReady={(bulletin) => {
                props.onBulletin(bulletin);
                props.onChosen();
              }}
            />
          </Suspense>
          {back}
        </>
      );
    case 'keep':
      return (
        <KeepForm
          found={place.found}
          onAgain={() => setPlace({ at: place.found.isRecording ? 'recorder' : 'choice' })}
          onKeep={(kept: Kept) => {
            const { sound, fileName, durationMs, isRecording } = place.found;
            props.uploading.start({ sound, fileName, isRecording, ...kept }, durationMs);
            props.onChosen();
          }}
        />
      );
  }
}

function SoundTiles(props: {
  onRecord: () => void;
  onLibrary: () => void;
  onType: () => void;
  onFile: (file: File) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [isTooLarge, setTooLarge] = useState(false);
  const take = (file: File): void => {
    setTooLarge(file.size > LIMITS.uploadBytes);
    if (file.size <= LIMITS.uploadBytes) props.onFile(file);
  };
  const most = numberText(LIMITS.uploadBytes / 1024 / 1024, language, {
    style: 'unit',
    unit: 'megabyte',
  });
  return (
    <div className="tiles">
      {isTooLarge ? (
        <Banner tone="bad" role="alert">
          {t('send.fileTooLarge', { size: most })}
        </Banner>
      ) : null}
      {hasMicrophone() ? (
        <button type="button" className="tile" data-testid="sound-record" onClick={props.onRecord}>
          <IconMicrophone size={34} aria-hidden="true" />
          <TileText title={t('send.record')} hint={t('send.recordHint')} />
        </button>
      ) : (
        <>
          <FileTile testId="sound-phone-recorder" isCapture onFile={take}>
            <IconMicrophone size={34} aria-hidden="true" />
            <TileText title={t('send.phoneRecorder')} hint={t('send.recordHint')} />
          </FileTile>
          <Banner tone="note">{t('send.phoneRecorderWhy')}</Banner>
        </>
      )}
      <Link href="/send/live" className="tile" data-testid="sound-live">
        <IconBroadcast size={34} aria-hidden="true" />
        <TileText title={t('talk.title')} hint={t('talk.tileHint')} />
      </Link>
      <FileTile testId="sound-upload" onFile={take}>
        <IconFileMusic size={34} aria-hidden="true" />
        <TileText title={t('send.upload')} hint={t('send.uploadHint')} />
      </FileTile>
      <button type="button" className="tile" data-testid="sound-library" onClick={props.onLibrary}>
        <IconLibrary size={34} aria-hidden="true" />
        <TileText title={t('send.library')} hint={t('send.libraryHint')} />
      </button>
      <button type="button" className="tile" data-testid="sound-typed" onClick={props.onType}>
        <IconKeyboard size={34} aria-hidden="true" />
        <TileText title={t('speech.title')} hint={t('speech.tileHint')} />
      </button>
    </div>
  );
}

function TileText(props: { title: string; hint: string }) {
  return (
    <span>
      <span className="tile-title">{props.title}</span>
      <br />
      <span className="l-small l-soft">{props.hint}</span>
    </span>
  );
}

/** A tile that is a file field; with `isCapture` phones open their own recorder. */
function FileTile(props: {
  testId: string;
  isCapture?: boolean;
  onFile: (file: File) => void;
  children: ReactNode;
}) {
  return (
    <label className="tile">
      <input
        type="file"
        className="tile-file"
        accept={props.isCapture ? 'audio/*' : 'audio/*,.amr,.opus,.ogg,.webm,.flac,.m4a,.mp4'}
        {...(props.isCapture ? { capture: true } : {})}
        data-testid={props.testId}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // The same file can be chosen again after a correction.
          event.currentTarget.value = '';
          if (file !== undefined) props.onFile(file);
        }}
      />
      {props.children}
    </label>
  );
}
