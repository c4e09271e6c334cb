/** Cookies, logging in, lock-out, and when a session ends. */
import { contentName, systemRandom } from '@loa/runtime/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createArgon2Passwords } from '../../../src/adapters/passwords/argon2-passwords.ts';
import { createAccounts } from '../../../src/engine/accounts.ts';
import { Browser } from '../../support/browser.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
} from '../../support/test-controller.ts';

let controller: TestController;
beforeAll(async () => {
  controller = await startTestController();
});
afterAll(() => controller[Symbol.asyncDispose]());

async function loggedIn(): Promise<Browser> {
  const browser = new Browser(controller.http);
  await browser.login(await controller.person('broadcaster', EAST));
  return browser;
}

describe('cookies', () => {
  test('[SEC3] the session cookie is out of reach of scripts and other sites', async () => {
    const browser = new Browser(controller.http);
    const login = await browser.login(await controller.person('broadcaster', EAST));
    const cookie = String(login.headers['set-cookie']);
    expect(cookie).toMatch(/^loa=[A-Za-z0-9_-]{43}; /);
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/']) {
      expect(cookie).toContain(attribute);
    }
    expect(cookie).not.toContain('Domain');
  });

  test('[SEC3] with HTTPS it is a __Host- cookie and Secure', async () => {
    await using secure = await startTestController({ config: { secure: true } });
    const browser = new Browser(secure.http);
    const login = await browser.login(await secure.person('broadcaster', EAST));
    expect(String(login.headers['set-cookie'])).toMatch(/^__Host-loa=.*; Secure/);
    expect(login.headers['strict-transport-security']).toBe('max-age=31536000');
    expect((await browser.get('/api/session')).status).toBe(200);
  });

  test('[SEC4] the store holds no session id, only its hash', async () => {
    const browser = await loggedIn();
    const id = browser.cookie.slice('loa='.length);
    expect(controller.stores.accounts.session(id)).toBeNull();
    expect(controller.engine.accounts.actor(id)).not.toBeNull();
  });

  test('[SEC4] a new login in the same browser ends the former session', async () => {
    const person = await controller.person('broadcaster', EAST);
    const browser = new Browser(controller.http);
    await browser.login(person);
    const former = browser.cookie;
    await browser.login(person);
    const old = new Browser(controller.http);
    old.cookie = former;
    expect((await old.get('/api/session')).status).toBe(401);
  });

  test('[SEC5] an account that is disabled is out at once', async () => {
    const person = await controller.person('broadcaster', EAST);
    const browser = new Browser(controller.http);
    await browser.login(person);
    controller.engine.accounts.disable(person.username);
    expect((await browser.get('/api/session')).status).toBe(401);
    expect((await browser.login(person)).body.code).toBe('wrong-login');
  });
});

describe('logging in', () => {
  async function withClock() {
    const clock = new MovingClock(Date.parse('2026-11-22T06:00:00Z'));
    const locked = await startTestController({ clock, withoutCity: true });
    return { clock, locked, person: await locked.person('broadcaster', EAST) };
  }

  test('[SEC8] the sixth failure within 30 s is locked for five minutes, right password or not', async () => {
    const { clock, locked, person } = await withClock();
    const browser = new Browser(locked.http);
    const wrong = { ...person, password: 'sai-mat-khau' };
    for (let i = 0; i < 5; i += 1) {
      expect((await browser.login(wrong)).body.code).toBe('wrong-login');
      clock.advance(1_000);
    }
    expect((await browser.login(wrong)).body.code).toBe('login-locked');
    const held = await browser.login(person);
    expect(held.status).toBe(429);
    expect(held.body.code).toBe('login-locked');
    clock.advance(290_000);
    expect((await browser.login(person)).body.code).toBe('login-locked');
    clock.advance(10_000);
    expect((await browser.login(person)).status).toBe(200);
    await locked[Symbol.asyncDispose]();
  });

  test('[SEC8] the lock survives a restart', async () => {
    const { clock, locked, person } = await withClock();
    const restarted = () =>
      createAccounts({
        store: locked.stores.accounts,
        audit: locked.stores.audit,
        passwords: createArgon2Passwords(),
        digest: contentName,
        clock,
        random: systemRandom,
      });
    for (let i = 0; i < 5; i += 1) await restarted().login(person.username, 'sai', '192.0.2.1');
    const login = await restarted().login(person.username, person.password, '192.0.2.1');
    expect(login).toMatchObject({ outcome: 'refused', code: 'login-locked' });
    await locked[Symbol.asyncDispose]();
  });

  test('[SEC8] five failures over a longer time lock nothing, nor does another address', async () => {
    const { clock, locked, person } = await withClock();
    const { accounts } = locked.engine;
    const outcomes: string[] = [];
    const fail = async (address: string) => {
      const login = await accounts.login(person.username, 'sai-mat-khau', address);
      outcomes.push(login.outcome === 'refused' ? login.code : login.outcome);
    };
    for (let i = 0; i < 8; i += 1) {
      await fail('192.0.2.1');
      clock.advance(8_000);
    }
    expect(new Set(outcomes)).toEqual(new Set(['wrong-login']));
    for (let i = 0; i < 5; i += 1) await fail('192.0.2.2');
    const elsewhere = await accounts.login(person.username, person.password, '192.0.2.3');
    expect(elsewhere.outcome).toBe('logged-in');
    await locked[Symbol.asyncDispose]();
  });

  test('[SEC9] an unknown name is answered like a wrong password', async () => {
    const person = await controller.person('broadcaster', EAST);
    const ask = async (username: string) => {
      const started = process.hrtime.bigint();
      const login = await controller.engine.accounts.login(username, 'sai', `test-${username}`);
      const tookMs = Number(process.hrtime.bigint() - started) / 1e6;
      return { code: login.outcome === 'refused' ? login.code : '', tookMs };
    };
    const [known, unknown] = [await ask(person.username), await ask('khong-co-ai')];
    expect(unknown.code).toBe(known.code);
    // Both cost a whole argon2id; without one the unknown name would take microseconds.
    expect(unknown.tookMs).toBeGreaterThan(known.tookMs / 4);
  });

  test('[SEC10] a session ends 12 h after the last request and a week after the login', async () => {
    const { clock, locked, person } = await withClock();
    const login = await locked.engine.accounts.login(person.username, person.password, 'a');
    if (login.outcome !== 'logged-in') throw new Error(login.code);
    const isIn = () => locked.engine.accounts.actor(login.sessionId) !== null;
    const hours = (count: number) => clock.advance(count * 3_600_000);
    for (let i = 0; i < 15; i += 1) {
      hours(11);
      expect(isIn()).toBe(true);
    }
    hours(3);
    expect(isIn()).toBe(false);
    const idle = await locked.engine.accounts.login(person.username, person.password, 'a');
    if (idle.outcome !== 'logged-in') throw new Error(idle.code);
    hours(12);
    expect(locked.engine.accounts.actor(idle.sessionId)).toBeNull();
    await locked[Symbol.asyncDispose]();
  });

  test('[SEC11] there is no account until one is made; passwords are random and are shown once', async () => {
    await using fresh = await startTestController({ withoutCity: true });
    expect(fresh.stores.accounts.list()).toEqual([]);
    const account = {
      username: 'quan-tri',
      name: 'Quản trị',
      role: 'admin',
      unitId: CITY,
    } as const;
    const password = await fresh.engine.accounts.ensure(account);
    expect(password).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/);
    expect(await fresh.engine.accounts.ensure(account)).toBeNull();
    expect(fresh.stores.accounts.get('quan-tri')?.passwordHash).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
    );
    const renewed = await fresh.engine.accounts.resetPassword('quan-tri');
    expect(renewed).not.toBe(password);
  });
});
