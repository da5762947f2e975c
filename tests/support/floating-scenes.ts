import {
  button,
  choose,
  dialog,
  first,
  inTurn,
  menu,
  press,
  twoRows,
  type WindowScene,
} from './scene-acts.ts';

/** What lies over a screen. Opened by control or key, closed by the next load. */
export const FLOATING_SCENES: readonly WindowScene[] = [
  {
    name: 'delivery-resign',
    path: '/deliveries?filter=status:503',
    act: inTurn(first(), button(/^Re-sign/), dialog),
  },
  { name: 'palette', path: '/', act: inTurn(press('Control+k'), dialog) },
  {
    name: 'palette-pasted',
    path: '/',
    act: inTurn(press('Control+k'), dialog, (page) =>
      page.keyboard.type('https://shop.example/hooks'),
    ),
  },
  {
    name: 'palette-nothing',
    path: '/',
    act: inTurn(press('Control+k'), dialog, (page) => page.keyboard.type('§§§')),
  },
  { name: 'shortcuts', path: '/inbox', act: inTurn(press('?'), dialog) },
  { name: 'subscription-new', path: '/subscriptions?new', act: dialog },
  {
    name: 'subscription-new-faults',
    path: '/subscriptions?new',
    act: inTurn(
      dialog,
      (page) => page.getByRole('dialog').getByLabel('URL', { exact: true }).fill('nonsense'),
      press('Enter'),
    ),
  },
  {
    name: 'subscription-edit',
    path: '/subscriptions',
    act: inTurn(choose('crm'), button(/^Edit/), dialog),
  },
  {
    name: 'rotate',
    path: '/subscriptions',
    act: inTurn(choose('crm'), button('Rotate secret'), dialog),
  },
  { name: 'subscription-export', path: '/subscriptions', act: inTurn(button('Export'), menu) },
  {
    name: 'subscription-policy',
    path: '/subscriptions',
    act: inTurn(choose('crm'), button(/^Edit/), dialog, choose('Retries and timeout'), (page) =>
      page.getByLabel('Growing').check({ force: true }),
    ),
  },
  {
    name: 'replay-missed',
    path: '/subscriptions',
    act: inTurn(choose('crm'), button('Replay what it never got…'), dialog),
  },
  { name: 'import-spec', path: '/events', act: inTurn(button('Import spec'), dialog) },
  { name: 'event-type-new', path: '/events', act: inTurn(button('New type'), dialog) },
  { name: 'columns', path: '/inbox', act: inTurn(button('Columns'), menu) },
  {
    name: 'cell-menu',
    // The lines of bursts have no cells.
    path: '/inbox?filter=-is:burst',
    act: inTurn((page) => page.getByRole('row').nth(2).click({ button: 'right' }), menu),
  },
  {
    name: 'filter-suggestions',
    path: '/inbox',
    act: inTurn(press('/'), (page) => page.keyboard.type('s')),
  },
  {
    name: 'filter-unknown',
    path: '/inbox',
    act: inTurn(press('/'), (page) => page.keyboard.type('evnt:x ')),
  },
  {
    name: 'request-more',
    path: '/inbox?filter=sig:bad',
    act: inTurn(first(), button('More'), menu),
  },
  {
    name: 'request-fix',
    path: '/inbox?filter=sig:bad',
    act: inTurn(first(/^Signature/), button(/^Show fix/)),
  },
  {
    name: 'secret-add',
    path: '/inbox?filter=sig:unchecked',
    act: inTurn(first(/^Signature/), button(/^Add secret/), dialog),
  },
  {
    name: 'bulk',
    path: '/inbox',
    act: twoRows,
  },
  {
    name: 'paused',
    path: '/inbox',
    act: inTurn((page) => page.getByRole('row').nth(2).waitFor(), press('p')),
  },
  { name: 'inbox-new', path: '/settings/inboxes', act: inTurn(button(/^(New|Add)/), dialog) },
  { name: 'receive', path: '/', act: inTurn(press('u'), dialog) },
  {
    name: 'erase',
    path: '/settings/storage',
    act: inTurn(button('Erase all data…'), dialog),
  },
  {
    name: 'erase-faults',
    path: '/settings/storage',
    act: inTurn(button('Erase all data…'), dialog, press('ArrowRight', 'Enter'), (page) =>
      page.getByText('Type erase.').waitFor(),
    ),
  },
  { name: 'theme', path: '/', act: inTurn(button('Theme'), menu) },
  {
    name: 'burst-confirm',
    path: '/burst',
    act: inTurn(
      (page) => page.getByLabel('To', { exact: true }).selectOption({ label: 'A one-off URL' }),
      (page) => page.getByLabel('URL', { exact: true }).fill('https://shop.example/hooks'),
      button('Start'),
      dialog,
    ),
  },
  {
    name: 'toast',
    path: '/',
    act: inTurn(button(/^Fire/), (page) => page.getByRole('region', { name: 'Notice' }).waitFor()),
  },
];
