import { Button, Skeleton } from '@mantine/core';
import { IconSpeakerphone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useLive, useWorkspace } from '../../session/workspace.tsx';
import { planNow } from '../../state/now.ts';
import { mayBroadcast } from '../../state/scope.ts';
import { PageHead } from '../../ui/parts.tsx';
import { Coming, Recent } from './coming.tsx';
import { Sounding } from './sounding.tsx';
import { Unwell } from './unwell.tsx';
import { Warnings } from './warnings.tsx';

export function Now() {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const { view, nowMs } = useLive();
  const plan = view === null ? null : planNow(view.broadcasts.values(), nowMs);
  return (
    <>
      <PageHead title={t('now.title')}>
        {mayBroadcast(me) ? (
          <Button
            component={Link}
            href="/send"
            leftSection={<IconSpeakerphone size={20} aria-hidden="true" />}
            data-testid="go-send"
          >
            {t('now.sendOne')}
          </Button>
        ) : null}
      </PageHead>
      {plan === null ? (
        <div className="columns">
          <Skeleton height={180} radius="lg" />
          <Skeleton height={180} radius="lg" />
        </div>
      ) : (
        <div className="columns">
          <div className="l-stack">
            <Sounding plan={plan} />
            <Coming broadcasts={plan.next} />
          </div>
          <div className="l-stack">
            <Warnings />
            <Unwell />
            <Recent broadcasts={plan.recent} />
          </div>
        </div>
      )}
    </>
  );
}
