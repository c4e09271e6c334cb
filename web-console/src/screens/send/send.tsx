import './send.css';
import type { Bulletin, NodeStatus } from '@loa/protocol/console-api';
import type { Targets } from '@loa/protocol/playout';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { useBulletins } from '../../session/queries.ts';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { civilClock, civilDate } from '../../state/civil-time.ts';
import { type Draft, firstTargets, type SoundDraft, type WhenDraft } from '../../state/draft.ts';
import { mayBroadcast, nodesOfTargets } from '../../state/scope.ts';
import { Banner, PageHead } from '../../ui/parts.tsx';
import { ReachStep } from './reach-step.tsx';
import { SoundChosen } from './sound-chosen.tsx';
import { SoundStep } from './sound-step.tsx';
import { Step } from './step.tsx';
import { Summary, whenText } from './summary.tsx';
import { type Uploading, useUpload } from './use-upload.ts';
import { WhenStep } from './when-step.tsx';

type StepName = 'sound' | 'targets' | 'when' | 'none';

export function Send() {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  return (
    <>
      <PageHead title={t('send.title')} />
      {mayBroadcast(me) ? <SendSteps /> : <Banner tone="note">{t('send.notAllowed')}</Banner>}
    </>
  );
}

function SendSteps() {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { view, nowMs } = useLive();
  const [open, setOpen] = useState<StepName | null>(null);
  const sound = useSoundDraft();
  const [targets, setTargets] = useState<Targets>(() => firstTargets(me, city));
  const [when, setWhen] = useState<WhenDraft>({ kind: 'now' });
  const nodes: readonly NodeStatus[] = [...(view?.nodes.values() ?? [])];
  const reached = nodesOfTargets(targets, city, nodes);
  const draft: Draft = { sound: sound.draft, targets, when };
  // What has a sensible answer already is not asked: it stands there to be changed.
  const rest: StepName = reached.length === 0 ? 'targets' : 'none';
  const place = open ?? (sound.draft.kind === 'none' ? 'sound' : rest);
  const format = { language: me.language, timeZone: city.timeZone };
  return (
    <div className="columns">
      <div className="l-stack">
        <Step
          number={1}
          title={t('send.soundStep')}
          isOpen={place === 'sound'}
          chosen={<SoundChosen sound={sound.draft} uploading={sound.uploading} />}
          onOpen={() => setOpen('sound')}
          testId="step-sound"
        >
          <SoundStep
            uploading={sound.uploading}
            onBulletin={sound.choose}
            onChosen={() => setOpen(rest)}
          />
        </Step>
        <ReachStep
          number={2}
          targets={targets}
          isOpen={place === 'targets'}
          onOpen={() => setOpen('targets')}
          onChange={(changed) => {
            setTargets(changed);
            // Choosing goes on until the person says it is done.
            setOpen('targets');
          }}
          onDone={() => setOpen('none')}
          testId="step-targets"
        />
        <Step
          number={3}
          title={t('send.whenStep')}
          isOpen={place === 'when'}
          chosen={whenText(t, when, format)}
          onOpen={() => setOpen('when')}
          testId="step-when"
        >
          <WhenStep
            when={when}
            today={civilDate(nowMs, city.timeZone)}
            soon={civilClock(nowMs + 15 * 60_000, city.timeZone)}
            onChange={setWhen}
          />
        </Step>
      </div>
      <Summary draft={draft} reached={reached} uploading={sound.uploading} />
    </div>
  );
}

interface SoundChoice {
  readonly draft: SoundDraft;
  readonly uploading: Uploading;
  readonly choose: (bulletin: Bulletin) => void;
}

/** A sound on its way stands before a chosen bulletin, and that before the one the page came with. */
function useSoundDraft(): SoundChoice {
  const uploading = useUpload();
  const bulletins = useBulletins();
  const [query] = useSearchParams();
  const [chosen, setChosen] = useState<Bulletin | null>(null);
  const { upload, drop } = uploading;
  const linked = bulletins.data?.find((one) => one.bulletinId === query.get('bulletin'));
  const bulletin = chosen ?? linked;
  let draft: SoundDraft = { kind: 'none' };
  if (upload !== null) {
    draft = { kind: 'upload', title: upload.bulletin.title, sent: upload.sent, job: upload.job };
  } else if (bulletin !== undefined) {
    draft = { kind: 'bulletin', bulletin };
  }
  return {
    draft,
    uploading,
    choose: (picked) => {
      drop();
      setChosen(picked);
    },
  };
}
