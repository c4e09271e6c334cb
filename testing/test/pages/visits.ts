/** Every page of the console, who visits it, and what is done there before it is looked at. */
import type { Page } from 'playwright-core';
import { spokenForm } from '../../../web-console/test/fixtures/bulletins.ts';
import * as fixture from '../../../web-console/test/fixtures/city.ts';

export type Who = keyof typeof fixture.people | null;
export interface Visit {
  readonly name: string;
  readonly path: string;
  readonly who: Who;
  /** Is there once the page stands. */
  readonly stands: string;
  readonly act?: (page: Page) => Promise<void>;
}

export const press = async (page: Page, ...ids: string[]): Promise<void> => {
  for (const id of ids) await page.getByTestId(id).first().click();
};

export const VISITS: readonly Visit[] = [
  { name: 'login', path: '/', who: null, stands: 'login-submit' },
  { name: 'now-ward', path: '/', who: 'ward', stands: 'sounding-item' },
  { name: 'now-office', path: '/', who: 'office', stands: 'sounding-item' },
  { name: 'send', path: '/send', who: 'ward', stands: 'sound-record' },
  {
    name: 'send-targets',
    path: '/send?bulletin=tiem-chung',
    who: 'office',
    stands: 'targets-done',
    act: async (page) => await press(page, 'target-unit-an-my', 'targets-nodes'),
  },
  {
    name: 'send-when',
    path: '/send?bulletin=tiem-chung',
    who: 'ward',
    stands: 'send-now',
    act: async (page) => await press(page, 'step-when-change', 'when-at'),
  },
  { name: 'library', path: '/library', who: 'office', stands: 'bulletin' },
  {
    name: 'library-delete',
    path: '/library',
    who: 'office',
    stands: 'bulletin',
    act: async (page) => await press(page, 'bulletin-delete'),
  },
  {
    name: 'broadcast',
    path: `/broadcasts/${encodeURIComponent(fixture.OVER_CUE)}`,
    who: 'ward',
    stands: 'proof',
  },
  {
    name: 'bulletin',
    path: '/library/cat-dien',
    who: 'office',
    stands: 'bulletin-paper',
    act: async (page) => await press(page, 'bulletin-edit-open', 'paper-open'),
  },
  {
    name: 'speech',
    path: '/library/new/spoken',
    who: 'office',
    stands: 'speech-text',
    act: async (page) => {
      await page.getByTestId('speech-text').fill(spokenForm.text);
      await press(page, 'speech-more');
      await page.getByTestId('speech-said').waitFor();
    },
  },
  {
    name: 'send-typed',
    path: '/send',
    who: 'ward',
    stands: 'sound-typed',
    act: async (page) => {
      await press(page, 'sound-typed');
      await page.getByTestId('speech-text').waitFor();
    },
  },
  { name: 'approvals', path: '/approvals', who: 'office', stands: 'approval-item' },
  {
    name: 'approval-return',
    path: '/approvals/hop-to',
    who: 'office',
    stands: 'approval-steps',
    act: async (page) => await press(page, 'approval-return'),
  },
  {
    name: 'programme',
    path: '/programme',
    who: 'office',
    stands: 'programme-session',
    act: async (page) => await press(page, 'session-down'),
  },
  {
    name: 'calendar',
    path: '/calendar',
    who: 'office',
    stands: 'calendar-after',
    act: async (page) => await page.locator('.ec-event, .calendar-entry').first().waitFor(),
  },
  { name: 'campaigns', path: '/campaigns', who: 'office', stands: 'campaign' },
  {
    name: 'campaign-when',
    path: '/campaigns/tong-ve-sinh',
    who: 'office',
    stands: 'campaign-starts',
    act: async (page) => await press(page, 'campaign-step-when-change', 'campaign-days-weekdays'),
  },
  {
    name: 'campaign-how',
    path: '/campaigns/tong-ve-sinh',
    who: 'office',
    stands: 'campaign-starts',
    act: async (page) => await press(page, 'campaign-step-how-change'),
  },
  {
    name: 'reports',
    path: '/reports',
    who: 'office',
    stands: 'report-show',
    act: async (page) => {
      await press(page, 'report-period-other', 'report-more', 'report-show');
      await page.getByTestId('report-line').first().waitFor();
    },
  },
  {
    name: 'inbox',
    path: '/inbox',
    who: 'ward',
    stands: 'inbox-schedule',
    act: async (page) => await press(page, 'inbox-schedule', 'inbox-how-times'),
  },
  { name: 'handed-down', path: '/distributions', who: 'office', stands: 'handed-down' },
  {
    name: 'hand-down',
    path: '/distributions/new?bulletin=ban-tin-chieu',
    who: 'office',
    stands: 'hand-down-send',
    act: async (page) => await press(page, 'hand-down-unit-an-my'),
  },
  { name: 'collisions', path: '/collisions', who: 'ward', stands: 'collision' },
  {
    name: 'why',
    path: `/broadcasts/${encodeURIComponent(fixture.OVER_CUE)}`,
    who: 'ward',
    stands: 'why',
    act: async (page) => {
      await press(page, 'why');
      await page.getByTestId('why-text').waitFor();
    },
  },
  { name: 'rights', path: '/rights', who: 'office', stands: 'grant' },
  {
    name: 'right-give',
    path: '/rights',
    who: 'ward',
    stands: 'grant',
    act: async (page) => await press(page, 'right-give'),
  },
  {
    name: 'rule',
    path: '/rights',
    who: 'office',
    stands: 'grant',
    act: async (page) => await press(page, 'rule-change'),
  },
  { name: 'templates', path: '/templates', who: 'office', stands: 'template' },
  { name: 'template', path: '/templates/moi-hop', who: 'office', stands: 'template-fields' },
  {
    name: 'relays',
    path: '/relays',
    who: 'office',
    stands: 'relay',
    act: async (page) => {
      await press(page, 'relay-test');
      await page.getByTestId('relay-heard').waitFor();
    },
  },
  {
    name: 'relay',
    path: '/relays/thoi-su-sang',
    who: 'office',
    stands: 'relay-keep',
    act: async (page) => await press(page, 'relay-step-source-change'),
  },
  { name: 'rules', path: '/rules', who: 'office', stands: 'level-table' },
  {
    name: 'suspension',
    path: '/rules/suspensions/thi-tot-nghiep',
    who: 'office',
    stands: 'rule-effects',
  },
  { name: 'hours', path: '/rules/hours/hai-buoi', who: 'office', stands: 'rule-effects' },
  {
    name: 'level',
    path: '/rules/levels/truoc-sau-gio',
    who: 'office',
    stands: 'rule-keep',
    act: async (page) => await press(page, 'level-targets-change'),
  },
  {
    name: 'calendar-link',
    path: '/calendar',
    who: 'ward',
    stands: 'calendar-link',
    act: async (page) => await press(page, 'calendar-link', 'calendar-link-make'),
  },
  {
    name: 'mute',
    path: '/nodes/an-my-2',
    who: 'ward',
    stands: 'node-mute',
    act: async (page) => await press(page, 'mute-open'),
  },
  { name: 'nodes', path: '/nodes', who: 'technician', stands: 'node' },
  { name: 'nodes-ward', path: '/nodes', who: 'ward', stands: 'mute-open' },
  { name: 'node', path: '/nodes/tam-thang-1', who: 'technician', stands: 'health' },
  { name: 'node-offline', path: '/nodes/hoa-huong-1', who: 'ward', stands: 'health' },
  {
    name: 'enrol',
    path: '/nodes',
    who: 'technician',
    stands: 'node',
    act: async (page) => {
      await press(page, 'enrol-open');
      await page.getByTestId('enrol-name').fill('Cụm loa đình Hòa Hương');
      await press(page, 'enrol-submit');
      await page.getByTestId('enrolment-code').waitFor();
    },
  },
  {
    name: 'account',
    path: '/nowhere',
    who: 'ward',
    stands: 'account',
    act: async (page) => await press(page, 'account'),
  },
];
