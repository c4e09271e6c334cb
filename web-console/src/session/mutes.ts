import { civilDate } from '../state/civil-time.ts';
import { type MuteView, standingMutes } from '../state/mutes.ts';
import { useDocuments } from './documents.ts';
import { useLive, useWorkspace } from './workspace.tsx';

/** What is lowered or muted today; none while it is not known. */
export function useMutes(): readonly MuteView[] {
  const { city } = useWorkspace();
  const { nowMs } = useLive();
  const mutes = useDocuments('mute');
  return standingMutes(mutes.data ?? [], civilDate(nowMs, city.timeZone));
}
