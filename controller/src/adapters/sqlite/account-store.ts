import { and, asc, count, eq, gte, lte } from 'drizzle-orm';
import type { AccountStore } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { account, calendarLink, loginFailure, session } from './schema.ts';

export function createAccountStore({ orm }: Database): AccountStore {
  return {
    get: (username) =>
      orm.select().from(account).where(eq(account.username, username)).get() ?? null,
    list: () => orm.select().from(account).orderBy(asc(account.username)).all(),
    put: (entry) =>
      void orm
        .insert(account)
        .values(entry)
        .onConflictDoUpdate({ target: account.username, set: entry })
        .run(),
    setLanguage: (username, language) =>
      void orm.update(account).set({ language }).where(eq(account.username, username)).run(),
    putSession: (...[idHash, username, createdAtMs, expiresAtMs]) =>
      void orm.insert(session).values({ idHash, username, createdAtMs, expiresAtMs }).run(),
    session: (idHash) => {
      const row = orm.select().from(session).where(eq(session.idHash, idHash)).get();
      if (!row) return null;
      const { username, createdAtMs, expiresAtMs } = row;
      return { username, createdAtMs, expiresAtMs };
    },
    touchSession: (idHash, expiresAtMs) =>
      void orm.update(session).set({ expiresAtMs }).where(eq(session.idHash, idHash)).run(),
    removeSession: (idHash) => void orm.delete(session).where(eq(session.idHash, idHash)).run(),
    removeSessionsOf: (username) =>
      void orm.delete(session).where(eq(session.username, username)).run(),
    removeExpiredSessions: (nowMs) =>
      void orm.delete(session).where(lte(session.expiresAtMs, nowMs)).run(),
    putCalendarLink: (username, tokenHash, madeAtMs) =>
      void orm
        .insert(calendarLink)
        .values({ username, tokenHash, madeAtMs })
        .onConflictDoUpdate({ target: calendarLink.username, set: { tokenHash, madeAtMs } })
        .run(),
    calendarLinkOwner: (tokenHash) =>
      orm.select().from(calendarLink).where(eq(calendarLink.tokenHash, tokenHash)).get()
        ?.username ?? null,
    removeCalendarLink: (username) =>
      void orm.delete(calendarLink).where(eq(calendarLink.username, username)).run(),
    failures: (key, sinceMs) =>
      orm
        .select({ count: count() })
        .from(loginFailure)
        .where(and(eq(loginFailure.key, key), gte(loginFailure.atMs, sinceMs)))
        .get()?.count ?? 0,
    addFailure: (key, atMs) => void orm.insert(loginFailure).values({ key, atMs }).run(),
    clearFailures: (key) => void orm.delete(loginFailure).where(eq(loginFailure.key, key)).run(),
  };
}
