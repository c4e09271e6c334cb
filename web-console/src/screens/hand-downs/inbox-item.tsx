import { Button } from '@mantine/core';
import { IconCalendarPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bulletinAudioUrl } from '../../api/client.ts';
import { useBulletins } from '../../session/queries.ts';
import { useWorkspace } from '../../session/workspace.tsx';
import type { InboxLine } from '../../state/hand-downs.ts';
import { mayBroadcast } from '../../state/scope.ts';
import { Panel, Pill } from '../../ui/parts.tsx';
import { SoundPlayer } from '../../ui/sound-player.tsx';
import { DeclineForm, ScheduleForm } from './answer-forms.tsx';
import { HAND_DOWN_TONES, reportText, spanText } from './words.ts';

/** One bulletin from above in one unit: listened to, then answered. */
export function InboxItem(props: { line: InboxLine }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { handed, report } = props.line;
  const bulletin = useBulletins().data?.find(({ bulletinId }) => bulletinId === handed.bulletin);
  const unitName = (id: string) => city.units.find(({ unitId }) => unitId === id)?.name ?? id;
  const mayAnswer = mayBroadcast(me) && (report.state === 'waiting' || report.state === 'declined');
  return (
    <Panel
      title={handed.title}
      action={<Pill tone={HAND_DOWN_TONES[report.state]}>{t(`inbox.state.${report.state}`)}</Pill>}
      testId="inbox-item"
    >
      <div className="l-stack">
        <p className="l-small l-soft">
          {[
            t('inbox.from', { unit: unitName(handed.unit) }),
            ...(report.unit === me.unitId ? [] : [unitName(report.unit)]),
            spanText(t, handed),
          ].join(' · ')}
        </p>
        {handed.class === 'normal' ? null : (
          <p>
            <Pill tone="warn">{t(`class.${handed.class}`)}</Pill> {t('inbox.planned')}
          </p>
        )}
        {handed.note === '' ? null : <p className="hand-down-note">{handed.note}</p>}
        {bulletin === undefined ? null : (
          <SoundPlayer
            url={bulletinAudioUrl(bulletin.bulletinId)}
            title={bulletin.title}
            durationMs={bulletin.durationMs}
            testId="inbox-play"
          />
        )}
        <p className="l-small" data-testid="inbox-report">
          {reportText(t, report)}
        </p>
        {mayAnswer ? <Answer line={props.line} /> : null}
      </div>
    </Panel>
  );
}

/** What was declined may still be scheduled. */
function Answer(props: { line: InboxLine }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'schedule' | 'decline' | null>(null);
  const { line } = props;
  const close = (): void => setAsked(null);
  if (asked === 'schedule') return <ScheduleForm line={line} onClose={close} />;
  if (asked === 'decline') return <DeclineForm line={line} onClose={close} />;
  return (
    <div className="hand-down-actions">
      <Button
        size="lg"
        leftSection={<IconCalendarPlus size={22} aria-hidden="true" />}
        data-testid="inbox-schedule"
        onClick={() => setAsked('schedule')}
      >
        {t('inbox.schedule')}
      </Button>
      {line.report.state === 'declined' ? null : (
        <Button
          size="lg"
          variant="default"
          leftSection={<IconX size={22} aria-hidden="true" />}
          data-testid="inbox-decline"
          onClick={() => setAsked('decline')}
        >
          {t('inbox.decline')}
        </Button>
      )}
    </div>
  );
}
