import type { Bulletin } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useWorkspace } from '../../session/workspace.tsx';
import { mayHandDown } from '../../state/scope.ts';

/** The way from a bulletin to handing it down, for whom that is open. */
export function HandDownLink(props: { bulletin: Bulletin }) {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const { bulletinId, state, class: of } = props.bulletin;
  if (!mayHandDown(me) || state !== 'approved' || of === 'emergency') return null;
  return (
    <Button
      component={Link}
      href={`/distributions/new?bulletin=${encodeURIComponent(bulletinId)}`}
      variant="light"
      leftSection={<IconSend size={20} aria-hidden="true" />}
      data-testid="hand-down-link"
    >
      {t('handDown.one')}
    </Button>
  );
}
