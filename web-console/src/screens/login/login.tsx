import '../../ui/shell.css';
import './login.css';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { logIn } from '../../api/client.ts';
import { speak } from '../../i18n/i18n.ts';
import { changePerson } from '../../session/queries.ts';
import { useProblemText } from '../../session/use-problem-text.ts';
import { Languages } from '../../ui/languages.tsx';
import { Banner } from '../../ui/parts.tsx';
import { Logo } from '../../ui/shell.tsx';

export function Login() {
  const { t, i18n } = useTranslation();
  return (
    <main className="login">
      <title>{`${t('login.title')} · Loa`}</title>
      <div className="login-top login-languages">
        <Languages onChoose={(language) => void speak(i18n, language)} />
      </div>
      <div className="login-brand">
        <Logo size={76} />
        <div className="login-brand-name">{t('app.name')}</div>
        <div>{t('app.subtitle')}</div>
      </div>
      <LoginForm />
    </main>
  );
}

function LoginForm() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const login = useMutation({
    mutationFn: logIn,
    onSuccess: async (me) => {
      await speak(i18n, me.language);
      changePerson(queries, me);
    },
  });
  return (
    <form
      className="login-card l-stack"
      onSubmit={(event) => {
        event.preventDefault();
        login.mutate({ username: username.trim(), password });
      }}
    >
      <h1>{t('login.title')}</h1>
      {login.error === null ? null : (
        <Banner tone="bad" role="alert" testId="login-error">
          {problemText(login.error)}
        </Banner>
      )}
      <TextInput
        label={t('login.username')}
        value={username}
        onChange={(event) => setUsername(event.currentTarget.value)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        required
        withAsterisk={false}
        data-testid="login-username"
      />
      <PasswordInput
        label={t('login.password')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        maxLength={200}
        required
        withAsterisk={false}
        rightSectionWidth={50}
        visibilityToggleButtonProps={{ 'aria-label': t('login.show'), tabIndex: 0 }}
        data-testid="login-password"
      />
      <Button type="submit" fullWidth loading={login.isPending} data-testid="login-submit">
        {t('login.submit')}
      </Button>
      <p className="l-small l-soft">{t('login.help')}</p>
    </form>
  );
}
