import type { NewBroadcast } from '@loa/protocol/console-api';
import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/problem.ts';
import { useWorkspace } from '../../session/workspace.tsx';

/** Once the hours of a class stood against it: a reason, from who may go beyond them. */
export function useBeyondHours(error: Error | null): {
  readonly field: ReactNode;
  readonly override: Pick<NewBroadcast, 'override'>;
} {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const [reason, setReason] = useState('');
  const [isOffered, setOffered] = useState(false);
  const may = error instanceof ApiError && error.problem?.overridableBy?.includes(me.role) === true;
  // What was offered stays while it is sent again.
  if (may && !isOffered) setOffered(true);
  if (!isOffered) return { field: null, override: {} };
  const field = (
    <TextInput
      label={t('send.beyondHours')}
      description={t('send.beyondHoursHint')}
      value={reason}
      onChange={(event) => setReason(event.currentTarget.value)}
      maxLength={500}
      data-testid="send-reason"
    />
  );
  const given = reason.trim();
  return { field, override: given === '' ? {} : { override: { reason: given } } };
}
