import type { Bulletin } from '@loa/protocol/console-api';
import { HEARD_PERMILLE } from '@loa/protocol/vocabulary';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { tellHeard } from '../../api/approvals.ts';
import { bulletinKey } from '../../session/approvals.ts';
import { heardPermille } from '../../state/heard.ts';
import type { PlayedStretch } from '../../ui/sound-player.tsx';

/**
 * Follows how much was played, and tells the controller once it is enough: what is told is the
 * sound of the revision that was shown.
 */
export function useHeard(bulletin: Bulletin): {
  readonly permille: number;
  readonly onPlayed: (played: readonly PlayedStretch[], durationS: number) => void;
} {
  const queries = useQueryClient();
  const [here, setHere] = useState({ revision: bulletin.revision, permille: 0 });
  const told = useRef(0);
  const known = bulletin.mine.heardPermille;
  const own = here.revision === bulletin.revision ? here.permille : 0;
  const onPlayed = (played: readonly PlayedStretch[], durationS: number): void => {
    const permille = heardPermille(played, durationS);
    if (permille <= own) return;
    setHere({ revision: bulletin.revision, permille });
    const isNews = permille >= HEARD_PERMILLE && known < HEARD_PERMILLE;
    if (!isNews || told.current === bulletin.revision) return;
    told.current = bulletin.revision;
    tellHeard(bulletin, permille).then(
      (next) => queries.setQueryData(bulletinKey(bulletin.bulletinId), next),
      // It is told again as playing goes on, or with the step itself refused.
      () => {
        told.current = 0;
      },
    );
  };
  return { permille: Math.max(known, own), onPlayed };
}
