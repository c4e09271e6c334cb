import { IconVolume } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../session/workspace.tsx';
import type { MuteView } from '../../state/mutes.ts';
import { mayBroadcast, unitsWithin } from '../../state/scope.ts';
import { RemoveDocument } from './remove-document.tsx';

/** Ends a mute before its day, for who may; for others nothing. */
export function EndMute(props: { view: MuteView }) {
  const { t } = useTranslation();
  const { me, city } = useWorkspace();
  const { document } = props.view;
  if (!(mayBroadcast(me) && unitsWithin(city.units, me.unitId).has(document.unit))) return null;
  return (
    <RemoveDocument
      kind="mute"
      view={props.view}
      title={document.reason}
      testId="mute-end"
      words={{
        icon: <IconVolume size={20} aria-hidden="true" />,
        text: t('mute.end'),
        label: t('mute.endLabel', { title: document.reason }),
        confirm: t('mute.endConfirm'),
        done: t('mute.ended', { title: document.reason }),
      }}
    />
  );
}
