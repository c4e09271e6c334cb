import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import { useWorkspace } from '../../session/workspace.tsx';
import { mayBroadcast } from '../../state/scope.ts';
import { Banner, PageHead } from '../../ui/parts.tsx';
import { Speak } from './speak.tsx';

/** A notice is typed and spoken; the draft is heard and put forward on its own page. */
export function SpeechPage() {
  const { t } = useTranslation();
  const { me } = useWorkspace();
  const [, navigate] = useLocation();
  const [query] = useSearchParams();
  return (
    <>
      <Link href="/library" className="l-link">
        <IconArrowLeft size={20} aria-hidden="true" />
        {t('library.title')}
      </Link>
      <PageHead title={t('speech.title')} />
      {mayBroadcast(me) ? (
        <Speak
          template={query.get('template') ?? ''}
          onSpoken={(bulletinId) => navigate(`/library/${bulletinId}`)}
        />
      ) : (
        <Banner tone="note">{t('send.notAllowed')}</Banner>
      )}
    </>
  );
}
