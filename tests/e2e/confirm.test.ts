import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, standardHeaders, type WindowBed } from '../support/window-bed.ts';
import { post } from '../support/window-traffic.ts';

const isLeftOut = requirePart('chromium').isMissing || process.platform === 'win32';

/** Says which URL it has and stays, as the real program does. */
const TUNNEL = `#!${process.execPath}
console.error('INF |  https://hookbench-test.trycloudflare.com  |');
setInterval(() => {}, 1000);
`;

/**
 * What cannot be undone asks first; all else acts at once and can be undone. The burst's question
 * is in burst.test.ts.
 */
describe.skipIf(isLeftOut)('what asks and what does not', () => {
  let bed: WindowBed;
  let folder: string;
  const pathBefore = process.env.PATH;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hookbench-tunnel-'));
    await writeFile(join(folder, 'cloudflared'), TUNNEL);
    await chmod(join(folder, 'cloudflared'), 0o755);
    process.env.PATH = [folder, pathBefore].join(delimiter);
    bed = await openWindowBed();
    const { server } = bed;
    await post(server, '/api/rules', {
      name: 'Busy',
      when: { path: '/in/busy' },
      action: { answer: { status: 503 } },
    });
    await post(server, '/api/rules', { name: 'Second', when: {}, action: { answer: {} } });
    await post(server, '/api/subscriptions', {
      url: `${server.urls.receiver}/in/busy`,
      event_types: ['order.created'],
      name: 'busy',
    });
    await post(server, '/api/events', { event: 'order.created', data: {} });
    for (const path of ['/one', '/two', '/three']) {
      await fetch(server.urls.receiver + path, { method: 'POST', body: '{}' });
    }
  });
  afterAll(async () => {
    process.env.PATH = pathBefore;
    await bed?.server.control('/api/tunnel', { method: 'DELETE' });
    await bed?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const dialogs = () => bed.page.locator('[role=dialog], [role=alertdialog]').count();
  const row = (text: string) => bed.page.getByRole('row').filter({ hasText: text });
  const click = (name: string | RegExp) =>
    bed.page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click();

  const notice = (text: string | RegExp) =>
    bed.page.getByRole('region', { name: 'Notice' }).filter({ hasText: text });

  /** It is done, nobody was asked, and the notice that says so has a way back. */
  async function isDoneAndCanBeUndone(
    isDone: () => Promise<unknown>,
    text: string | RegExp,
  ): Promise<void> {
    await expect.poll(isDone).toBe(true);
    expect(await dialogs()).toBe(0);
    await notice(text).getByText('Undo', { exact: true }).waitFor();
  }
  async function undo(): Promise<void> {
    await click('Undo');
    await notice(/^(Undone|Restored)/).waitFor();
  }

  const stored = async (path: string) => (await bed.server.control(path)).json;

  it('25: deleting one request, and all that a filter matches', async () => {
    await bed.open('/inbox');
    await row('/one').click();
    await bed.page.keyboard.press('Delete');
    await isDoneAndCanBeUndone(async () => (await row('/one').count()) === 0, /^Deleted/);
    await bed.page.getByRole('grid').focus();
    await bed.page.keyboard.press('Control+a');
    await bed.page.getByText(/^\d+ selected/).waitFor();
    await bed.page.keyboard.press('Delete');
    await isDoneAndCanBeUndone(
      async () => (await stored('/api/captures')).total === 0,
      /^Deleted \d+ requests/,
    );
    await undo();
    await expect.poll(async () => (await stored('/api/captures')).total).toBeGreaterThan(1);
  });

  it('25: disabling, editing and removing a subscription', async () => {
    await bed.open('/subscriptions');
    await bed.page.getByRole('link', { name: /busy/ }).click();
    await bed.page.getByLabel('State').selectOption('disabled');
    const busy = async () =>
      (await stored('/api/subscriptions')).items.find(({ name }: { name: string }) =>
        name.startsWith('busy'),
      );
    await isDoneAndCanBeUndone(async () => (await busy()).disabled !== null, /^Disabled/);
    await undo();
    await expect.poll(async () => (await busy()).disabled).toBeNull();
    await click('Remove');
    await isDoneAndCanBeUndone(async () => (await busy()) === undefined, /^Removed busy/);
    await undo();
    await expect.poll(busy).toBeDefined();
  });

  it('25: changing, moving and deleting a rule', async () => {
    await bed.open('/rules');
    const names = async () =>
      (await stored('/api/rules')).items.map(({ name }: { name: string }) => name);
    await bed.page.getByText('Second').first().click();
    await click('Move up');
    await isDoneAndCanBeUndone(async () => (await names())[0] === 'Second', /^Moved/);
    const rule = bed.page.getByRole('region', { name: 'Rule', exact: true });
    await rule.getByLabel('On', { exact: true }).click();
    await isDoneAndCanBeUndone(
      async () => !(await stored('/api/rules')).items[0].is_on,
      /^Switched/,
    );
    await click('Delete');
    await isDoneAndCanBeUndone(async () => !(await names()).includes('Second'), /^Deleted/);
  });

  it('25: a burst at this computer, and settings', async () => {
    await bed.open('/burst');
    await bed.page.getByLabel('Events', { exact: true }).fill('20');
    await click(/^Start/);
    await expect.poll(async () => (await stored('/api/bursts')).items.length).toBe(1);
    expect(await dialogs()).toBe(0);
    await bed.open('/settings/storage');
    await bed.page.getByLabel('Requests').fill('5000');
    await click('Save');
    await isDoneAndCanBeUndone(
      async () => (await stored('/api/settings')).retention_captures === 5000,
      /^Saved/,
    );
  });

  it('25: forgetting an inbox; Undo brings its secret back', async () => {
    const { server } = bed;
    const secret = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
    await post(server, '/api/inboxes', {
      path: '/in/lost',
      dialect: 'standard',
      secrets: [secret],
    });
    const verdict = async () => {
      const body = '{"n":1}';
      const headers = standardHeaders(body, { secret });
      await fetch(`${server.urls.receiver}/in/lost`, { method: 'POST', body, headers });
      return (await stored('/api/captures?filter=path:/in/lost&limit=1')).items[0].signature
        .verdict;
    };
    expect(await verdict()).toBe('valid');
    await bed.open('/settings/inboxes');
    const inboxes = async () =>
      (await stored('/api/inboxes')).items.some(
        ({ path }: { path: string }) => path === '/in/lost',
      );
    await click('Forget /in/lost');
    await isDoneAndCanBeUndone(async () => !(await inboxes()), /^Forgot/);
    expect(await verdict()).not.toBe('valid');
    await undo();
    await expect.poll(inboxes).toBe(true);
    expect(await verdict()).toBe('valid');
  });

  it('25: rotating a secret without overlap asks; with one it is chosen in the same form', async () => {
    await bed.open('/subscriptions');
    await bed.page.getByRole('link', { name: /busy/ }).click();
    await click('Rotate secret');
    const dialog = bed.page.getByRole('dialog', { name: 'Rotate the secret' });
    await dialog.getByText('Both secrets sign until the overlap ends.').waitFor();
    await dialog.getByLabel('Overlap').selectOption('0');
    await dialog.getByText(/Receivers that know only the old secret will refuse/).waitFor();
    const secret = async () => {
      const { items } = await stored('/api/subscriptions');
      return items.find(({ name }: { name: string }) => name === 'busy').secret_hint;
    };
    const before = await secret();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await secret()).toBe(before);
    await click('Rotate secret');
    await dialog.getByLabel('Overlap').selectOption('0');
    await dialog.getByRole('button', { name: 'Rotate without overlap' }).click();
    await bed.page.getByRole('dialog', { name: 'The new secret' }).waitFor();
    await expect.poll(secret).not.toBe(before);
  });

  it('25: the public URL asks when it is switched on for the first time, and never again', async () => {
    await bed.open('/settings/public-url');
    const state = async () => (await stored('/api/tunnel')).state;
    await bed.page.getByLabel('Program').selectOption('cloudflared');
    await click(/^Start/);
    const dialog = bed.page.getByRole('dialog', { name: 'Open your inbox to the internet?' });
    await dialog
      .getByText('Anyone with the public URL can send to your inbox. The control API stays local.')
      .waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await state()).toBe('off');
    await click(/^Start/);
    await dialog.getByRole('button', { name: 'Start cloudflared' }).click();
    await bed.page.getByText('https://hookbench-test.trycloudflare.com').first().waitFor();
    await click('Stop the tunnel');
    await expect.poll(state).toBe('off');
    await click('Start');
    await expect.poll(state).not.toBe('off');
    expect(await dialogs()).toBe(0);
  });

  it('25: erasing all data asks for a word, says what goes, and leaves a first start', async () => {
    await bed.open('/settings/storage');
    await click('Erase all data…');
    const dialog = bed.page.getByRole('dialog', { name: 'Erase all data?' });
    await dialog.getByText(/^Goes: all events, deliveries.*Stays: subscriptions/).waitFor();
    await dialog.getByRole('button', { name: 'Erase the traffic' }).click();
    await dialog.getByText('Type erase.', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    const before = await stored('/api/ledger');
    expect(before.events).toBeGreaterThan(0);
    await click('Erase all data…');
    await dialog.getByLabel('Type erase to go on').fill('erase');
    // The window loads anew: what shows Overview before that is about to go.
    const loadedOnce = bed.page.waitForEvent('load');
    await dialog.getByRole('button', { name: 'Erase the traffic' }).click();
    await loadedOnce;
    await bed.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect((await stored('/api/ledger')).events).toBe(0);
    expect((await stored('/api/rules')).total).toBeGreaterThan(0);

    await bed.open('/settings/storage');
    await click('Erase all data…');
    await dialog.getByLabel('Everything', { exact: true }).check({ force: true });
    await dialog.getByText(/^Goes: all traffic, and subscriptions/).waitFor();
    await dialog.getByLabel('Type erase to go on').fill('erase');
    const loadedAgain = bed.page.waitForEvent('load');
    await dialog.getByRole('button', { name: 'Erase everything' }).click();
    await loadedAgain;
    await bed.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect((await stored('/api/rules')).total).toBe(0);
    // As at a first start, the demo is there.
    const names = async () =>
      (await stored('/api/subscriptions')).items.map(({ name }: { name: string }) => name);
    await expect.poll(names).toEqual(['Local inbox (demo)']);
    expect(await dialogs()).toBe(0);
  });
});
