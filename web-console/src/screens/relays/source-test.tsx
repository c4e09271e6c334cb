import type { RelayTestEntity } from '@loa/protocol/console-api';
import { Button } from '@mantine/core';
import { IconEar } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { testRelay } from '../../api/relays.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { useLanguage } from '../../session/workspace.tsx';
import { numberText } from '../../state/civil-time.ts';
import { Banner } from '../../ui/parts.tsx';

/** Listens to a relay's source on request, and says what it brought. */
export function SourceTest(props: { relayId: string; title: string }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const test = useMutation({ mutationFn: () => testRelay(props.relayId) });
  return (
    <>
      <Button
        variant="light"
        leftSection={<IconEar size={20} aria-hidden="true" />}
        aria-label={t('relay.testLabel', { title: props.title })}
        loading={test.isPending}
        data-testid="relay-test"
        onClick={() => test.mutate()}
      >
        {t('relay.test')}
      </Button>
      {test.isPending ? (
        <p className="l-small l-soft" role="status">
          {t('relay.testing')}
        </p>
      ) : null}
      {test.error === null ? null : (
        <Banner tone="bad" role="alert">
          {problemText(test.error)}
        </Banner>
      )}
      {test.data === undefined || test.isPending ? null : <Heard of={test.data} />}
    </>
  );
}

function Heard(props: { of: RelayTestEntity }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { heard, levelDb, fault } = props.of;
  const level = numberText(Math.round(levelDb ?? 0), language);
  return (
    <div className="relay-heard" data-testid="relay-heard" data-heard={heard}>
      <Banner tone={heard === 'sound' ? 'note' : 'bad'}>
        {t(`relay.heard.${heard}`, { level })}
        {fault === null ? null : <div>{t(`relay.fault.${fault.why}`)}</div>}
      </Banner>
    </div>
  );
}
