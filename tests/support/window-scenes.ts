import { button, choose, first, inTurn, press, twoRows, type WindowScene } from './scene-acts.ts';

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
    act: inTurn(button('Preview'), (page) =>
      page.getByRole('region', { name: /^Request to/ }).waitFor(),
    ),
  },
  {
    name: 'events-broken',
    path: '/events?type=payment_received&to=http://localhost:3000/hooks',
    act: inTurn(
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
  { name: 'delivery-signature', path: '/deliveries?filter=status:503', act: first(/^Signature/) },
  { name: 'delivery-code', path: '/deliveries?filter=status:503', act: first(/^Code/) },
  { name: 'delivery-unknown', path: '/deliveries/dlv_00000000000000000000' },
  { name: 'inbox', path: '/inbox' },
  { name: 'inbox-filter-empty', path: '/inbox?filter=event:nothing' },
  { name: 'inbox-unknown', path: '/inbox/cap_00000000000000000000' },
  { name: 'request-signature', path: '/inbox?filter=sig:bad', act: first(/^Signature/) },
  // Not the line of a burst, which is the newest where the retries came before it.
  { name: 'request-valid', path: '/inbox?filter=sig:ok%20-is:burst', act: first(/^Signature/) },
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
    act: inTurn(
      async (page) => {
        const rows = page.locator('[data-row-id]');
        await rows.first().waitFor();
        const spoilt = rows.filter({ hasText: 'invalid' });
        // Slim windows leave out the column that tells.
        await ((await spoilt.count()) > 0 ? spoilt : rows).first().click();
      },
      (page) => page.getByRole('region', { name: /Captured/ }).waitFor(),
    ),
  },
  {
    name: 'compare',
    path: '/inbox?filter=path:*stripe*',
    act: inTurn(twoRows, press('d'), (page) =>
      page.getByRole('heading', { name: 'Compare', level: 1 }).waitFor(),
    ),
  },
  { name: 'burst', path: '/burst' },
  {
    name: 'burst-table',
    path: '/burst',
    act: (page) => page.getByText('Table', { exact: true }).click(),
  },
  {
    name: 'burst-comparison',
    path: '/burst',
    act: inTurn(
      (page) =>
        page
          .getByRole('link', { name: /^Compare the run/ })
          .first()
          .click(),
      (page) => page.getByRole('region', { name: 'Comparison of two runs' }).waitFor(),
    ),
  },
  { name: 'docs', path: '/docs' },
  { name: 'docs-verify', path: '/docs/verify' },
  { name: 'docs-payloads', path: '/docs/payloads' },
  { name: 'docs-api', path: '/docs/api' },
  {
    name: 'docs-api-answer',
    path: '/docs/api?route=listWebhooks',
    act: inTurn(button('Send'), (page) =>
      page.getByRole('region', { name: 'Answer', exact: true }).waitFor(),
    ),
  },
  ...SETTINGS.map((id) => ({ name: `settings-${id}`, path: `/settings/${id}` })),
  { name: 'not-found', path: '/nowhere' },
];
