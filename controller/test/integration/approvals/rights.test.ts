/** What stands in a unit is told by what decides: asked over HTTP, then tried. */
import { unitRightsSchema } from '@loa/protocol/console-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import {
  CITY,
  EAST,
  type Person,
  startTestController,
  type TestController,
  WEST,
} from '../../support/test-controller.ts';

let controller: TestController;
let lan: Person;
let hoa: Person;
let office: Person;
let officer: Browser;
let ward: Browser;

beforeAll(async () => {
  controller = await startTestController();
  lan = await controller.person('broadcaster', EAST);
  hoa = await controller.person('broadcaster', EAST);
  office = await controller.person('culture-office', CITY);
  await controller.person('broadcaster', WEST);
  await controller.person('technician', EAST);
  [officer, ward] = [new Browser(controller.http), new Browser(controller.http)];
  await officer.login(office);
  await ward.login(lan);
});
afterAll(() => controller[Symbol.asyncDispose]());

async function rights(by = ward) {
  const answer = await by.get(`/api/units/${EAST}/rights`);
  expect(answer.status).toBe(200);
  const { people, ...rest } = unitRightsSchema.parse(answer.body);
  const of = (flag: 'approves' | 'speaks') =>
    people.filter((one) => one[flag]).map(({ username }) => username);
  return { ...rest, of, usernames: people.map(({ username }) => username).sort() };
}
const give = (id: string, body: object, by = officer) =>
  by.call({
    ...{ method: 'PUT', url: `/api/documents/grant/${id}` },
    payload: { unit: EAST, ...body },
  });

test('[APR70] before anything is decided, and as grants and rules come and go', async () => {
  const free = await rights();
  expect(free.usernames).toEqual([lan, hoa, office].map(({ username }) => username).sort());
  expect(free.when).toEqual({ normal: 'free', priority: 'free', emergency: 'free' });
  expect(free.isSpeechGranted).toBe(false);
  expect(free.of('approves')).toEqual([office.username]);
  expect(free.of('speaks')).toHaveLength(3);

  await give('lan-duyet', { account: lan.username, right: 'approve' });
  await give('hoa-noi', { account: hoa.username, right: 'speak' });
  const given = await rights();
  expect(given.when).toMatchObject({ normal: 'before' });
  expect(given.of('approves')).toEqual([lan.username]);
  // The city's own officer stands above the unit in which the right is now asked for.
  expect(given.of('speaks').sort()).toEqual([hoa, office].map((one) => one.username).sort());

  // Passed on for some days by who holds it, in force from the first of them.
  const passedOn = {
    ...{ account: hoa.username, right: 'approve', delegatedBy: lan.username },
    ...{ fromDay: '2000-01-01', throughDay: '2099-12-31' },
  };
  expect((await give('uy-quyen', passedOn, ward)).status).toBe(200);
  expect((await rights(officer)).of('approves').sort()).toEqual(
    [lan, hoa].map((one) => one.username).sort(),
  );
  await give('uy-quyen', { ...passedOn, throughDay: '2000-01-02' }, ward);
  expect((await rights()).of('approves')).toEqual([lan.username]);
  await ward.call({ method: 'DELETE', url: '/api/documents/grant/uy-quyen' });
  const later = { unit: EAST, classes: ['normal'], when: 'afterwards' };
  await officer.call({ method: 'PUT', url: '/api/documents/approval-rule/sau', payload: later });
  expect((await rights()).when).toMatchObject({ normal: 'afterwards', priority: 'before' });
});
