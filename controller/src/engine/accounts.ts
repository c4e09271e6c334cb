/**
 * People: passwords, sessions, tickets, lock-out. A session is 256 random bits that only the
 * browser's cookie and the moment of the request know; the store keeps its SHA-256.
 */
import type { Language, ProblemCode } from '@loa/protocol/vocabulary';
import { type Clock, encodeBase64Url, type Random } from '@loa/runtime/pure';
import type { Actor } from '../domain/policy/actor.ts';
import { readablePassword } from '../domain/policy/readable-password.ts';
import type { Accounts, LoggedIn, Refused } from './facades.ts';
import type { Passwords } from './passwords-port.ts';
import type { Account, AccountStore, AuditStore } from './ports.ts';
import { createTickets } from './tickets.ts';

export const ACCOUNT_LIMITS = {
  /** A session ends after this long without a request … */
  sessionIdleMs: 12 * 3_600_000,
  /** … and in any case this long after the login. */
  sessionLongestMs: 7 * 86_400_000,
  /** A session's end is moved at most this often: a write per request would wear the disk. */
  sessionTouchMs: 300_000,
  /** So many failed logins of one account from one address … */
  failures: 5,
  /** … within this long … */
  failureWindowMs: 30_000,
  /** … lock it from that address for so long. */
  lockMs: 300_000,
} as const;

export interface AccountsDeps {
  readonly store: AccountStore;
  readonly audit: AuditStore;
  readonly passwords: Passwords;
  /** SHA-256 of text, base64url. */
  readonly digest: (text: string) => string;
  readonly clock: Clock;
  readonly random: Random;
}

/** What the composition root may do besides what the console may. */
export interface AccountsAdministration extends Accounts {
  /** Gives an existing account a new random password, ends its sessions and returns it. */
  resetPassword(username: string): Promise<string>;
  /** Ends the account's sessions at once and keeps it from logging in. */
  disable(username: string): void;
}

export function createAccounts(deps: AccountsDeps): AccountsAdministration {
  const { store, clock, random, digest } = deps;
  const tickets = createTickets({ clock, random, digest });

  function note(action: string, subject: string, detail: object = {}): void {
    deps.audit.append({ atMs: clock.nowMs(), actor: subject, action, subject, detail });
  }

  function actor(sessionId: string): Actor | null {
    const idHash = digest(sessionId);
    const session = store.session(idHash);
    const nowMs = clock.nowMs();
    if (!session || session.expiresAtMs <= nowMs) return null;
    const account = store.get(session.username);
    if (!account || account.disabled) return null;
    const expiresAtMs = sessionEndMs(session.createdAtMs, nowMs);
    if (expiresAtMs - session.expiresAtMs >= ACCOUNT_LIMITS.sessionTouchMs) {
      store.touchSession(idHash, expiresAtMs);
    }
    return actorOf(account);
  }

  async function renewPassword(account: Omit<Account, 'passwordHash'>): Promise<string> {
    const password = readablePassword(random.bytes(16));
    store.put({ ...account, passwordHash: await deps.passwords.hash(password) });
    return password;
  }

  return {
    login: (username, password, address) => login(deps, note, { username, password, address }),
    actor,
    nameOf: (username) => store.get(username)?.name ?? username,
    logout: (sessionId) => {
      const who = actor(sessionId);
      store.removeSession(digest(sessionId));
      if (who) note('session.close', who.username);
    },
    setLanguage: (who, language) => {
      store.setLanguage(who.username, language);
      return { ...who, language };
    },
    newTicket: (sessionId) => tickets.issue(sessionId),
    redeemTicket: (ticket) => tickets.redeem(ticket),
    ensure: async ({ username, name, role, unitId }) => {
      if (store.get(username)) return null;
      const language: Language = 'vi';
      const account = { username, name, role, unitId, language, disabled: false };
      const password = await renewPassword(account);
      note('account.make', username, { role, unitId });
      return password;
    },
    resetPassword: async (username) => {
      const account = store.get(username);
      if (!account) throw new RangeError(`account "${username}": there is none`);
      const password = await renewPassword(account);
      store.removeSessionsOf(username);
      note('account.reset-password', username);
      return password;
    },
    disable: (username) => {
      const account = store.get(username);
      if (!account) throw new RangeError(`account "${username}": there is none`);
      store.put({ ...account, disabled: true });
      store.removeSessionsOf(username);
      note('account.disable', username);
    },
  };
}

async function login(
  deps: AccountsDeps,
  note: (action: string, subject: string, detail?: object) => void,
  { username, password, address }: { username: string; password: string; address: string },
): Promise<LoggedIn | Refused> {
  const { store, clock, passwords } = deps;
  const key = `${deps.digest(username)}|${address}`;
  if (isLocked(store, key, clock.nowMs())) {
    return refuse('login-locked', 'too many failed logins: wait five minutes');
  }
  const account = store.get(username);
  // An unknown name costs the same time as a wrong password: names cannot be guessed by the clock.
  const matches = await passwords.verify(account?.passwordHash ?? passwords.decoy, password);
  const nowMs = clock.nowMs();
  // Attempts that were waiting for their hash while others failed are not answered any more.
  if (isLocked(store, key, nowMs)) {
    return refuse('login-locked', 'too many failed logins: wait five minutes');
  }
  if (!account || !matches || account.disabled) {
    countFailure(store, key, nowMs);
    // People type passwords into the wrong field: an unknown name is not written down.
    if (account) note('session.refuse', account.username, { address });
    return refuse('wrong-login', 'user name or password is wrong');
  }
  store.clearFailures(key);
  const sessionId = encodeBase64Url(deps.random.bytes(32));
  const expiresAtMs = sessionEndMs(nowMs, nowMs);
  store.putSession(deps.digest(sessionId), account.username, nowMs, expiresAtMs);
  note('session.open', account.username, { address });
  return { outcome: 'logged-in', actor: actorOf(account), sessionId, expiresAtMs };
}

const lockOf = (key: string): string => `locked|${key}`;

function isLocked(store: AccountStore, key: string, nowMs: number): boolean {
  return store.failures(lockOf(key), nowMs - ACCOUNT_LIMITS.lockMs + 1) > 0;
}

function countFailure(store: AccountStore, key: string, nowMs: number): void {
  store.addFailure(key, nowMs);
  const recent = store.failures(key, nowMs - ACCOUNT_LIMITS.failureWindowMs);
  if (recent < ACCOUNT_LIMITS.failures) return;
  store.clearFailures(key);
  store.clearFailures(lockOf(key));
  store.addFailure(lockOf(key), nowMs);
}

function sessionEndMs(createdAtMs: number, nowMs: number): number {
  const idleEndMs = nowMs + ACCOUNT_LIMITS.sessionIdleMs;
  return Math.min(idleEndMs, createdAtMs + ACCOUNT_LIMITS.sessionLongestMs);
}

function actorOf(account: Account): Actor {
  const { username, name, role, unitId, language } = account;
  return { username, name, role, unitId, language };
}

function refuse(code: ProblemCode, detail: string): Refused {
  return { outcome: 'refused', code, detail };
}
