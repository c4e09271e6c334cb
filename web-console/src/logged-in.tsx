import type { City, Me } from '@loa/protocol/console-api';
import { Button, Loader } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Switch, useLocation } from 'wouter';
import { fetchCity, logOut, savePreferences } from './api/client.ts';
import { FeedConnection } from './api/feed-connection.ts';
import { after, chance, monotonicMs } from './devices/browser-world.ts';
import { speak } from './i18n/i18n.ts';
import {
  CITY_KEY,
  changePerson,
  DOCUMENTS_KEY,
  LIBRARY_KEY,
  SESSION_KEY,
  WARNINGS_KEY,
} from './session/queries.ts';
import { useProblemText } from './session/use-problem-text.ts';
import {
  useCivil,
  useFeed,
  useLive,
  useWorkspace,
  WorkspaceContext,
} from './session/workspace.tsx';
import { clockText } from './state/civil-time.ts';
import { unwellNodes } from './state/now.ts';
import { mayBroadcast } from './state/scope.ts';
import { ErrorFence } from './ui/error-fence.tsx';
import { Banner, Empty, PageHead } from './ui/parts.tsx';
import { type Place, Shell } from './ui/shell.tsx';

const Now = lazy(async () => ({ default: (await import('./screens/now/now.tsx')).Now }));
const Send = lazy(async () => ({ default: (await import('./screens/send/send.tsx')).Send }));
const Talk = lazy(async () => ({ default: (await import('./screens/talk/talk.tsx')).Talk }));
const Library = lazy(async () => ({
  default: (await import('./screens/library/library.tsx')).Library,
}));
const Approvals = lazy(async () => ({
  default: (await import('./screens/approvals/approvals.tsx')).Approvals,
}));
const BulletinPage = lazy(async () => ({
  default: (await import('./screens/bulletin/bulletin-page.tsx')).BulletinPage,
}));
const SpeechPage = lazy(async () => ({
  default: (await import('./screens/speech/speech-page.tsx')).SpeechPage,
}));
const BroadcastPage = lazy(async () => ({
  default: (await import('./screens/broadcast/broadcast.tsx')).BroadcastPage,
}));
const Programme = lazy(async () => ({
  default: (await import('./screens/programme/programme.tsx')).Programme,
}));
const Calendar = lazy(async () => ({
  default: (await import('./screens/calendar/calendar.tsx')).Calendar,
}));
const Campaigns = lazy(async () => ({
  default: (await import('./screens/campaigns/campaigns.tsx')).Campaigns,
}));
const CampaignEditor = lazy(async () => ({
  default: (await import('./screens/campaigns/editor.tsx')).CampaignEditor,
}));
const Collisions = lazy(async () => ({
  default: (await import('./screens/collisions/collisions.tsx')).Collisions,
}));
const Inbox = lazy(async () => ({
  default: (await import('./screens/hand-downs/inbox.tsx')).Inbox,
}));
const HandedDownPage = lazy(async () => ({
  default: (await import('./screens/hand-downs/handed-down.tsx')).HandedDownPage,
}));
const HandDownPage = lazy(async () => ({
  default: (await import('./screens/hand-downs/hand-down.tsx')).HandDownPage,
}));
const Rights = lazy(async () => ({
  default: (await import('./screens/rights/rights.tsx')).Rights,
}));
const Templates = lazy(async () => ({
  default: (await import('./screens/templates/templates.tsx')).Templates,
}));
const TemplatePage = lazy(async () => ({
  default: (await import('./screens/templates/template-page.tsx')).TemplatePage,
}));
const Reports = lazy(async () => ({
  default: (await import('./screens/reports/reports.tsx')).Reports,
}));
const Relays = lazy(async () => ({
  default: (await import('./screens/relays/relays.tsx')).Relays,
}));
const RelayEditor = lazy(async () => ({
  default: (await import('./screens/relays/editor.tsx')).RelayEditor,
}));
const Rules = lazy(async () => ({ default: (await import('./screens/rules/rules.tsx')).Rules }));
const SuspensionEditor = lazy(async () => ({
  default: (await import('./screens/rules/suspension-editor.tsx')).SuspensionEditor,
}));
const AirRuleEditor = lazy(async () => ({
  default: (await import('./screens/rules/air-rule-editor.tsx')).AirRuleEditor,
}));
const LevelEditor = lazy(async () => ({
  default: (await import('./screens/rules/level-editor.tsx')).LevelEditor,
}));
const Nodes = lazy(async () => ({ default: (await import('./screens/nodes/nodes.tsx')).Nodes }));
const NodePage = lazy(async () => ({
  default: (await import('./screens/nodes/node-page.tsx')).NodePage,
}));

const REFETCHED = {
  city: CITY_KEY,
  library: LIBRARY_KEY,
  documents: DOCUMENTS_KEY,
  warnings: WARNINGS_KEY,
};

export function LoggedIn(props: { me: Me }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const city = useQuery({ queryKey: CITY_KEY, queryFn: fetchCity });
  if (city.data !== undefined) return <WithFeed me={props.me} city={city.data} />;
  if (city.error === null) return <Waiting />;
  return (
    <main className="shell-main">
      <Banner
        tone="bad"
        role="alert"
        action={<Button onClick={() => void city.refetch()}>{t('app.retry')}</Button>}
      >
        {problemText(city.error)}
      </Banner>
    </main>
  );
}

function WithFeed(props: { me: Me; city: City }) {
  const queries = useQueryClient();
  const [feed, setFeed] = useState<FeedConnection | null>(null);
  useEffect(() => {
    const connection = new FeedConnection({
      monotonicMs,
      after,
      chance,
      refetch: (what) => void queries.invalidateQueries({ queryKey: REFETCHED[what] }),
      sessionEnded: () => changePerson(queries, null),
    });
    connection.start();
    setFeed(connection);
    return () => connection.stop();
  }, [queries]);
  const { me, city } = props;
  const workspace = useMemo(() => (feed === null ? null : { me, city, feed }), [me, city, feed]);
  if (workspace === null) return <Waiting />;
  return (
    <WorkspaceContext value={workspace}>
      <Frame me={me} city={city} />
    </WorkspaceContext>
  );
}

function Frame(props: { me: Me; city: City }) {
  const { me, city } = props;
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const { view } = useLive();
  const leave = useMutation({
    mutationFn: logOut,
    onSettled: () => changePerson(queries, null),
  });
  const prefer = useMutation({
    mutationFn: savePreferences,
    onSuccess: (saved) => queries.setQueryData(SESSION_KEY, saved),
  });
  const places: Place[] = mayBroadcast(me)
    ? ['now', 'send', 'programme', 'library', 'nodes']
    : ['now', 'programme', 'library', 'nodes'];
  return (
    <Shell
      places={places}
      placeName={city.name}
      person={{
        name: me.name,
        role: t(`role.${me.role}`),
        unit: city.units.find((unit) => unit.unitId === me.unitId)?.name ?? city.name,
      }}
      unwell={view === null ? 0 : unwellNodes(view.nodes.values()).length}
      onLanguage={(language) => {
        void speak(i18n, language);
        prefer.mutate(language);
      }}
      onLogOut={() => leave.mutate()}
    >
      <FeedBanner />
      <ErrorFence text={t('app.broken')} reload={t('app.reload')}>
        <Suspense fallback={<Waiting />}>
          <Screens />
        </Suspense>
      </ErrorFence>
    </Shell>
  );
}

function Screens(): ReactNode {
  const { t } = useTranslation();
  const [location] = useLocation();
  // A new page begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is what it waits for
  useEffect(() => {
    globalThis.scrollTo(0, 0);
  }, [location]);
  return (
    <Switch>
      <Route path="/" component={Now} />
      <Route path="/send" component={Send} />
      <Route path="/send/live" component={Talk} />
      <Route path="/library" component={Library} />
      <Route path="/library/new/spoken" component={SpeechPage} />
      <Route path="/library/:id">
        {(params) => <BulletinPage key={params.id} bulletinId={params.id} from="library" />}
      </Route>
      <Route path="/approvals" component={Approvals} />
      <Route path="/approvals/:id">
        {(params) => <BulletinPage key={params.id} bulletinId={params.id} from="approvals" />}
      </Route>
      <Route path="/broadcasts/:cueId">
        {(params) => <BroadcastPage cueId={decodeURIComponent(params.cueId)} />}
      </Route>
      <Route path="/programme" component={Programme} />
      <Route path="/calendar" component={Calendar} />
      <Route path="/campaigns" component={Campaigns} />
      <Route path="/campaigns/:id">
        {(params) => <CampaignEditor key={params.id} id={params.id === 'new' ? null : params.id} />}
      </Route>
      <Route path="/reports" component={Reports} />
      <Route path="/collisions" component={Collisions} />
      <Route path="/inbox" component={Inbox} />
      <Route path="/rights" component={Rights} />
      <Route path="/templates" component={Templates} />
      <Route path="/templates/:id">
        {(params) => <TemplatePage key={params.id} id={params.id === 'new' ? null : params.id} />}
      </Route>
      <Route path="/distributions" component={HandedDownPage} />
      <Route path="/distributions/new" component={HandDownPage} />
      <Route path="/relays" component={Relays} />
      <Route path="/relays/:id">
        {({ id }) => <RelayEditor key={id} id={id === 'new' ? null : id} />}
      </Route>
      <Route path="/rules" component={Rules} />
      <Route path="/rules/suspensions/:id">
        {({ id }) => <SuspensionEditor key={id} id={id === 'new' ? null : id} />}
      </Route>
      <Route path="/rules/hours/:id">
        {({ id }) => <AirRuleEditor key={id} id={id === 'new' ? null : id} />}
      </Route>
      <Route path="/rules/levels/:id">
        {({ id }) => <LevelEditor key={id} id={id === 'new' ? null : id} />}
      </Route>
      <Route path="/nodes" component={Nodes} />
      <Route path="/nodes/:nodeId">
        {(params) => <NodePage key={params.nodeId} nodeId={params.nodeId} />}
      </Route>
      <Route>
        <PageHead title={t('app.notFound')} />
        <Link href="/" className="l-link">
          {t('app.home')}
        </Link>
      </Route>
    </Switch>
  );
}

/** Says so when the page no longer lives, and since when. */
function FeedBanner() {
  const { t } = useTranslation();
  const state = useFeed();
  const { feed } = useWorkspace();
  const civil = useCivil();
  if (state.phase === 'live' || state.phase === 'ended') return null;
  if (state.view === null && state.attempt === 0) {
    return state.phase === 'connecting' ? null : (
      <Banner tone="note">{t('feed.connecting')}</Banner>
    );
  }
  return (
    <Banner
      tone="warn"
      testId="feed-lost"
      icon={<IconPlugConnectedX size={26} aria-hidden="true" />}
      action={
        <Button variant="outline" color="dark" onClick={feed.retryNow}>
          {t('feed.retry')}
        </Button>
      }
    >
      {state.view === null
        ? t('feed.lostEmpty')
        : t('feed.lost', { time: clockText(state.view.controllerMs, civil) })}
    </Banner>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Empty>
      <Loader aria-label={t('app.loading')} />
    </Empty>
  );
}
