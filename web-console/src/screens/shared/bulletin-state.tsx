import type { Bulletin } from '@loa/protocol/console-api';
import { useTranslation } from 'react-i18next';
import { Pill, type Tone } from '../../ui/parts.tsx';

const TONES: Record<Bulletin['state'], Tone> = {
  draft: 'calm',
  submitted: 'warn',
  approved: 'good',
  returned: 'bad',
  expired: 'calm',
};

/** How far a bulletin is on its way to the air. */
export function BulletinState(props: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const { state, awaits } = props.bulletin;
  return (
    <Pill tone={TONES[state]}>
      {awaits === 'look-back' ? t('approval.state.look-back') : t(`approval.state.${state}`)}
    </Pill>
  );
}
