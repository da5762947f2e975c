import type { Page } from 'playwright-core';

/** A screen in one of its states: what the picture book shows and what axe looks at. */
export interface WindowScene {
  readonly name: string;
  readonly path: string;
  /** What to do before it is looked at. */
  readonly act?: (page: Page) => Promise<unknown>;
}

const button = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name }).first().click();

/** The first row, and a tab of its inspector. */
const first = (tab?: RegExp) => async (page: Page) => {
  await page.getByRole('row').nth(1).click();
  if (tab) {
    await page.getByRole('tab', { name: tab }).first().click();
  }
  // Of slim windows the inspector is all; elsewhere it stands beside the list.
  await page.locator('[data-inspector]').waitFor();
};

const then =
  (...acts: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const act of acts) {
      await act(page);
    }
  };

const choose = (text: string | RegExp) => (page: Page) => page.getByText(text).first().click();
const press =
  (...keys: string[]) =>
  async (page: Page) => {
    for (const key of keys) {
      await page.keyboard.press(key);
    }
  };
/** By keyboard, which works where the inspector would cover the list too. */
const twoRows = async (page: Page) => {
  await page.getByRole('row').nth(3).waitFor();
  // With the line of a burst, the grid is a tree.
  await page.getByRole('grid').or(page.getByRole('treegrid')).focus();
  await press('Home', 'Shift+ArrowDown')(page);
};
const dialog = (page: Page) => page.getByRole('dialog').waitFor();
const menu = (page: Page) => page.getByRole('menu').waitFor();

/** What a new person sees: the demo is there and greeted. */
export const FIRST_RUN_SCENES: readonly WindowScene[] = [
  { name: 'overview-first-run', path: '/', act: (page) => page.getByText('valid').waitFor() },
];

/** Nothing has happened yet, and there is no demo. */
export const EMPTY_SCENES: readonly WindowScene[] = [
  { name: 'overview-empty', path: '/' },
  { name: 'subscriptions-empty', path: '/subscriptions' },
  { name: 'events-empty', path: '/events' },
  { name: 'deliveries-empty', path: '/deliveries' },
  { name: 'inbox-empty', path: '/inbox' },
  { name: 'rules-empty', path: '/rules' },
  { name: 'traces-empty', path: '/traces' },
  { name: 'burst-empty', path: '/burst' },
  { name: 'compare-empty', path: '/compare' },
];

const SETTINGS = [
  'general',
  'receiver',
  'public-url',
  'inboxes',
  'forwarding',
  'storage',
  'appearance',
  'shortcuts',
  'accessibility',
  'notifications',
  'about',
];

/** Screens with the traffic of `fillServer`. */
export const FILLED_SCENES: readonly WindowScene[] = [
  { name: 'overview', path: '/' },
  { name: 'subscriptions', path: '/subscriptions' },
  { name: 'subscription-failing', path: '/subscriptions', act: choose('crm') },
  { name: 'subscription-disabled', path: '/subscriptions', act: choose('billing, old system') },
  { name: 'events', path: '/events' },
  { name: 'events-composer', path: '/events?type=payment_received' },
  {
    name: 'events-preview',
    path: '/events?type=payment_received',
    act: then(button('Preview'), (page) =>
      page.getByRole('region', { name: /^Request to/ }).waitFor(),
    ),
  },
  {
    name: 'events-broken',
    path: '/events?type=payment_received&to=http://localhost:3000/hooks',
    act: then(
      (page) => page.locator('.cm-content').click(),
      press('Control+a'),
      (page) => page.keyboard.insertText('{\n  "id": "{{uid}}",\n  "amount": 12\n}'),
      (page) =>
        page
          .getByText(/no word uid/)
          .first()
          .waitFor(),
    ),
  },
  { name: 'deliveries', path: '/deliveries' },
  { name: 'delivery-refused', path: '/deliveries?filter=status:refused', act: first() },
  { name: 'delivery-retrying', path: '/deliveries?filter=status:503', act: first() },
  { name: 'delivery-delivered', path: '/deliveries?filter=status:200', act: first(/^Request/) },
  { name: 'delivery-unknown', path: '/deliveries/dlv_00000000000000000000' },
  { name: 'inbox', path: '/inbox' },
  { name: 'inbox-filter-empty', path: '/inbox?filter=event:nothing' },
  { name: 'inbox-unknown', path: '/inbox/cap_00000000000000000000' },
  { name: 'request-signature', path: '/inbox?filter=sig:bad', act: first(/^Signature/) },
  { name: 'request-valid', path: '/inbox?filter=sig:ok', act: first(/^Signature/) },
  { name: 'request-stale', path: '/inbox?filter=sig:stale', act: first(/^Signature/) },
  { name: 'request-missing', path: '/inbox?filter=sig:missing', act: first(/^Signature/) },
  { name: 'request-unchecked', path: '/inbox?filter=sig:unchecked', act: first(/^Signature/) },
  { name: 'request-pretty', path: '/inbox?filter=path:*stripe*', act: first(/^Pretty/) },
  { name: 'request-raw', path: '/inbox?filter=path:*upload*', act: first(/^Raw/) },
  { name: 'request-raw-text', path: '/inbox?filter=path:*proxied*', act: first(/^Raw/) },
  { name: 'request-headers', path: '/inbox?filter=path:*github*', act: first(/^Headers/) },
  { name: 'request-response', path: '/inbox?filter=path:*forwarded*', act: first(/^Response/) },
  { name: 'request-replay', path: '/inbox?filter=sig:bad', act: first(/^Replay/) },
  { name: 'request-code', path: '/inbox?filter=path:*stripe*', act: first(/^Code/) },
  { name: 'rules', path: '/rules' },
  { name: 'rule', path: '/rules', act: choose('Flaky shop') },
  { name: 'rule-new', path: '/rules/new' },
  { name: 'traces', path: '/traces' },
  {
    name: 'trace',
    path: '/traces?filter=event:invoice_processing',
    act: then(
      async (page) => {
        const rows = page.getByRole('row');
        await rows.nth(1).waitFor();
        const spoilt = rows.filter({ hasText: 'invalid' });
        // Slim windows leave out the column that tells.
        await ((await spoilt.count()) > 0 ? spoilt.first() : rows.nth(1)).click();
      },
      (page) => page.getByRole('region', { name: /Captured/ }).waitFor(),
    ),
  },
  {
    name: 'compare',
    path: '/inbox?filter=path:*stripe*',
    act: then(twoRows, press('d'), (page) =>
      page.getByRole('heading', { name: 'Compare', level: 1 }).waitFor(),
    ),
  },
  { name: 'burst', path: '/burst' },
  {
    name: 'burst-table',
    path: '/burst',
    act: (page) => page.getByText('Table', { exact: true }).click(),
  },
  { name: 'docs', path: '/docs' },
  { name: 'docs-verify', path: '/docs/verify' },
  { name: 'docs-payloads', path: '/docs/payloads' },
  { name: 'docs-api', path: '/docs/api' },
  {
    name: 'docs-api-answer',
    path: '/docs/api?route=listWebhooks',
    act: then(button('Send'), (page) =>
      page.getByRole('region', { name: 'Answer', exact: true }).waitFor(),
    ),
  },
  ...SETTINGS.map((id) => ({ name: `settings-${id}`, path: `/settings/${id}` })),
  { name: 'not-found', path: '/nowhere' },
];

/** What lies over a screen. Opened by control or key, closed by the next load. */
export const FLOATING_SCENES: readonly WindowScene[] = [
  { name: 'palette', path: '/', act: then(press('Control+k'), dialog) },
  {
    name: 'palette-pasted',
    path: '/',
    act: then(press('Control+k'), dialog, (page) =>
      page.keyboard.type('https://shop.example/hooks'),
    ),
  },
  {
    name: 'palette-nothing',
    path: '/',
    act: then(press('Control+k'), dialog, (page) => page.keyboard.type('§§§')),
  },
  { name: 'shortcuts', path: '/inbox', act: then(press('?'), dialog) },
  { name: 'subscription-new', path: '/subscriptions?new', act: dialog },
  {
    name: 'subscription-new-faults',
    path: '/subscriptions?new',
    act: then(
      dialog,
      (page) => page.getByRole('dialog').getByLabel('URL', { exact: true }).fill('nonsense'),
      press('Enter'),
    ),
  },
  {
    name: 'subscription-edit',
    path: '/subscriptions',
    act: then(choose('crm'), button(/^Edit/), dialog),
  },
  {
    name: 'rotate',
    path: '/subscriptions',
    act: then(choose('crm'), button('Rotate secret'), dialog),
  },
  { name: 'subscription-export', path: '/subscriptions', act: then(button('Export'), menu) },
  {
    name: 'subscription-policy',
    path: '/subscriptions',
    act: then(choose('crm'), button(/^Edit/), dialog, choose('Retries and timeout'), (page) =>
      page.getByLabel('Growing').check({ force: true }),
    ),
  },
  {
    name: 'replay-missed',
    path: '/subscriptions',
    act: then(choose('crm'), button('Replay what it never got…'), dialog),
  },
  { name: 'import-spec', path: '/events', act: then(button('Import spec'), dialog) },
  { name: 'event-type-new', path: '/events', act: then(button('New type'), dialog) },
  { name: 'columns', path: '/inbox', act: then(button('Columns'), menu) },
  {
    name: 'cell-menu',
    path: '/inbox',
    act: then((page) => page.getByRole('row').nth(2).click({ button: 'right' }), menu),
  },
  {
    name: 'filter-suggestions',
    path: '/inbox',
    act: then(press('/'), (page) => page.keyboard.type('s')),
  },
  {
    name: 'filter-unknown',
    path: '/inbox',
    act: then(press('/'), (page) => page.keyboard.type('evnt:x ')),
  },
  {
    name: 'request-more',
    path: '/inbox?filter=sig:bad',
    act: then(first(), button('More'), menu),
  },
  {
    name: 'request-fix',
    path: '/inbox?filter=sig:bad',
    act: then(first(/^Signature/), button(/^Show fix/)),
  },
  {
    name: 'secret-add',
    path: '/inbox?filter=sig:unchecked',
    act: then(first(/^Signature/), button(/^Add secret/), dialog),
  },
  {
    name: 'bulk',
    path: '/inbox',
    act: twoRows,
  },
  {
    name: 'paused',
    path: '/inbox',
    act: then((page) => page.getByRole('row').nth(2).waitFor(), press('p')),
  },
  { name: 'inbox-new', path: '/settings/inboxes', act: then(button(/^(New|Add)/), dialog) },
  { name: 'theme', path: '/', act: then(button('Theme'), menu) },
  {
    name: 'burst-confirm',
    path: '/burst',
    act: then(
      (page) => page.getByLabel('To', { exact: true }).selectOption({ label: 'A one-off URL' }),
      (page) => page.getByLabel('URL', { exact: true }).fill('https://shop.example/hooks'),
      button('Start'),
      dialog,
    ),
  },
  {
    name: 'toast',
    path: '/',
    act: then(button(/^Fire/), (page) => page.getByRole('region', { name: 'Notice' }).waitFor()),
  },
];
