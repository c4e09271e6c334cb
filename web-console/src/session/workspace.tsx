/** What every screen needs once a person is logged in: who, which city, and the live feed. */
import type { City, Me } from '@loa/protocol/console-api';
import type { Language } from '@loa/protocol/vocabulary';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { FeedConnection } from '../api/feed-connection.ts';
import { monotonicMs } from '../devices/browser-world.ts';
import { type CivilFormat, civilDate } from '../state/civil-time.ts';
import type { FeedState } from '../state/feed-machine.ts';
import { controllerNowMs, type FeedView } from '../state/feed-view.ts';

export interface Workspace {
  readonly me: Me;
  readonly city: City;
  readonly feed: FeedConnection;
}

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('a screen is shown outside of the workspace');
  return workspace;
}

export function useFeed(): FeedState {
  const { feed } = useWorkspace();
  return useSyncExternalStore(
    (watcher) => feed.watch(watcher),
    () => feed.state,
  );
}

export interface Live {
  /** Null until the feed has spoken for the first time. */
  readonly view: FeedView | null;
  readonly isLive: boolean;
  /** The controller's clock; it stands still while the feed is away. */
  readonly nowMs: number;
}

export function useLive(): Live {
  const state = useFeed();
  const monotonic = useMonotonicMs();
  if (state.phase === 'ended') return { view: null, isLive: false, nowMs: Date.now() };
  const { view } = state;
  if (view === null) return { view, isLive: false, nowMs: Date.now() };
  if (state.phase !== 'live') return { view, isLive: false, nowMs: view.controllerMs };
  return { view, isLive: true, nowMs: controllerNowMs(view, monotonic) };
}

export function useCivil(): CivilFormat {
  const { city } = useWorkspace();
  return { language: useLanguage(), timeZone: city.timeZone };
}

/** The city's day. */
export function useToday(): string {
  const { city } = useWorkspace();
  return civilDate(useLive().nowMs, city.timeZone);
}

export function useLanguage(): Language {
  return useTranslation().i18n.language === 'en' ? 'en' : 'vi';
}

/** Ticks once a second, for what counts down. */
function useMonotonicMs(): number {
  const [now, setNow] = useState(monotonicMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(monotonicMs()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(now, monotonicMs());
}
