import { Button, Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Loaded } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { Banner } from '../../ui/parts.tsx';

/** Stands where something is not there yet: it is on its way, or why it is not. */
export function NotYet(props: { of: readonly Loaded<unknown>[] }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const failed = props.of.find((one) => one.error !== null && one.data === undefined);
  if (failed === undefined) return <Skeleton height={240} radius="lg" />;
  return (
    <Banner
      tone="bad"
      role="alert"
      action={<Button onClick={failed.refetch}>{t('app.retry')}</Button>}
    >
      {problemText(failed.error)}
    </Banner>
  );
}
