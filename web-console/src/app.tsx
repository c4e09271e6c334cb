import './ui/mantine.css';
import './ui/app.css';
import { Button, Loader, MantineProvider } from '@mantine/core';
import { type QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import type { i18n } from 'i18next';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { fetchMe } from './api/client.ts';
import { LoggedIn } from './logged-in.tsx';
import { Login } from './screens/login/login.tsx';
import { SESSION_KEY } from './session/queries.ts';
import { useProblemText } from './session/use-problem-text.ts';
import { Banner, Empty } from './ui/parts.tsx';
import { cssVariables, theme } from './ui/theme.ts';
import { Toasts } from './ui/toasts.tsx';

export function App(props: { i18n: i18n; queries: QueryClient }) {
  return (
    <I18nextProvider i18n={props.i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        forceColorScheme="light"
        deduplicateCssVariables={false}
      >
        <QueryClientProvider client={props.queries}>
          <Toasts>
            <Door />
          </Toasts>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}

/** Nobody, or somebody: until that is known, nothing. */
function Door() {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const session = useQuery({ queryKey: SESSION_KEY, queryFn: fetchMe, staleTime: Infinity });
  if (session.data === null) return <Login />;
  if (session.data !== undefined) return <LoggedIn me={session.data} />;
  if (session.error === null) {
    return (
      <Empty>
        <Loader aria-label={t('app.loading')} />
      </Empty>
    );
  }
  return (
    <main className="shell-main">
      <Banner
        tone="bad"
        role="alert"
        action={<Button onClick={() => void session.refetch()}>{t('app.retry')}</Button>}
      >
        {problemText(session.error)}
      </Banner>
    </main>
  );
}
