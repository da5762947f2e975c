import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { until } from '../support/until.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

describe.skipIf(requirePart('chromium').isMissing)('a subscription’s policy', () => {
  let bed: WindowBed;
  let id = '';
  const name = 'orders-prod';

  beforeAll(async () => {
    bed = await openWindowBed();
    await bed.page.getByRole('button', { name: /^Fire/ }).waitFor();
    const policy = { schedule: { kind: 'list', delays_ms: [0] } };
    const json = { url: 'http://127.0.0.1:9/closed', event_types: ['order.*'], name, policy };
    const made = await bed.server.control('/api/subscriptions', { method: 'POST', json });
    id = made.json.id;
    // Its ping fails once and is over: tried again, it would be the head of the line, or not, as time goes by.
    await until('its ping has failed', async () => (await stored()).counts.failed === 1);
  });
  afterAll(() => bed?.close());

  const stored = async () => (await bed.server.control(`/api/subscriptions/${id}`)).json;
  const inspector = () => bed.page.getByRole('region', { name: 'Subscription' });
  const trigger = () =>
    bed.server.control('/api/events', {
      method: 'POST',
      json: { event: 'order.created', data: {} },
    });

  it('is edited as a whole, and errors open the part that they are in', async () => {
    const { page } = bed;
    await bed.open(`/subscriptions/${id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: `Edit ${name}` });
    const unfold = (title: string) => dialog.getByText(title, { exact: true }).click();
    await unfold('Retries and timeout');
    await dialog.getByLabel('Growing').check({ force: true });
    await dialog.getByLabel('First delay').fill('200 ms');
    await dialog.getByLabel('Factor').fill('3');
    await dialog.getByLabel('Longest delay').fill('1 h');
    await dialog.getByLabel('Attempts').fill('4');
    await dialog.getByText('then after 200 ms, 600 ms, 1800 ms').waitFor();
    await dialog.getByLabel('Jitter, %').fill('0');
    await unfold('Retries and timeout');
    await unfold('Pace and order');
    await dialog.getByLabel('A second').fill('0');
    await unfold('Pace and order');
    await dialog.getByRole('button', { name: 'Save' }).click();
    const rate = dialog.getByLabel('A second');
    await expect.poll(() => rate.isVisible()).toBe(true);
    await expect.poll(() => rate.evaluate((field) => field === document.activeElement)).toBe(true);
    await rate.fill('50');
    await dialog.getByLabel('At the same time').fill('2');
    await dialog.getByLabel(/^Keep order/).check();
    await unfold('Content filter and headers');
    await dialog.getByLabel('Content filter').fill('$[');
    await dialog.getByLabel('Headers').fill('X-Tenant: 7');
    await dialog.getByLabel('Description').fill('The shop');
    await unfold('When it keeps failing');
    await dialog.getByLabel('Failing for').fill('2 h');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(/a JSONPath such as/).waitFor();
    await dialog.getByLabel('Content filter').fill('$.total');
    await dialog.getByLabel('Content filter').fill('');
    expect(await bed.axe()).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await stored()).toMatchObject({
      description: 'The shop',
      headers: { 'X-Tenant': '7' },
      policy: {
        schedule: { kind: 'exponential', first_ms: 200, factor: 3, max_ms: 3_600_000, attempts: 4 },
        jitter: 0,
        concurrency: 2,
        rate_per_s: 50,
        ordered: true,
        content_filter: null,
        auto_disable: { is_enabled: true, after_ms: 7_200_000 },
      },
    });
    bed.faults.splice(0);
  });

  it('Undo puts the whole policy back, Redo the change', async () => {
    const { page } = bed;
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await stored()).policy.schedule.kind).toBe('list');
    expect((await stored()).headers).toEqual({});
    await page
      .getByText(/^Undone: /)
      .first()
      .waitFor();
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(async () => (await stored()).policy.schedule.kind).toBe('exponential');
  });

  it('shows the head of an ordered line, how it stands and who waits, and when it is disabled', async () => {
    await bed.server.control(`/api/subscriptions/${id}`, {
      method: 'PATCH',
      json: { policy: { schedule: { kind: 'list', delays_ms: [0, 600_000] } } },
    });
    for (let count = 0; count < 3; count += 1) {
      await trigger();
    }
    await expect
      .poll(() => inspector().innerText())
      .toMatch(
        /head of the line #\d+ order\.created, last answer refused, next at [\d:]+\s+2 wait behind it/,
      );
    await inspector()
      .getByText(/^Failing since .* Disabled in 2 h, on/)
      .waitFor();
    await inspector()
      .getByRole('link', { name: /#\d+ order\.created/ })
      .click();
    await bed.page.waitForURL('**/deliveries/dlv_*');
  });

  it('replays what it never got in a range of time, counted first', async () => {
    const { page, server } = bed;
    await server.control(`/api/subscriptions/${id}`, {
      method: 'PATCH',
      json: { state: 'disabled', url: `${server.urls.receiver}/in/orders` },
    });
    await trigger();
    await server.control(`/api/subscriptions/${id}`, {
      method: 'PATCH',
      json: { state: 'enabled' },
    });
    await bed.open(`/subscriptions/${id}`);
    await page.getByRole('button', { name: 'Replay what it never got…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replay what it never got' });
    await dialog.getByLabel('Until').fill('2020-01-01T00:00');
    await dialog.getByRole('button', { name: 'Count them' }).click();
    await dialog.getByText('Later than “Since”.').waitFor();
    await dialog.getByLabel('Since').fill('2019-01-01T00:00');
    await dialog.getByRole('button', { name: 'Count them' }).click();
    await dialog.getByText('It never got 0 events of this time.').waitFor();
    await dialog.getByLabel('Until').fill('');
    await dialog.getByRole('button', { name: 'Count them' }).click();
    const replay = dialog.getByRole('button', { name: /^Replay \d+ event/ });
    const count = Number(/\d+/.exec(await replay.innerText())?.[0]);
    expect(count).toBeGreaterThan(0);
    expect(await bed.axe()).toEqual([]);
    await replay.click();
    await page
      .getByText(/^Sending \d+ events? again\.$/)
      .first()
      .waitFor();
    const captured = async () =>
      (await server.control('/api/captures?filter=path:/in/orders')).json.items.length;
    await expect.poll(captured).toBeGreaterThanOrEqual(count);
  });

  it('takes a provider’s schedule for a new one', async () => {
    const { page, server } = bed;
    await bed.open('/subscriptions?new');
    const dialog = page.getByRole('dialog', { name: 'Register URL' });
    await dialog.getByLabel('URL').fill(`${server.urls.receiver}/in/stripe`);
    await dialog.getByText('Retries and timeout', { exact: true }).click();
    await dialog.getByLabel('As a provider does').check({ force: true });
    await dialog.getByLabel('Provider', { exact: true }).selectOption({ label: 'Stripe' });
    await dialog.getByRole('button', { name: 'Register' }).click();
    await page.getByRole('dialog', { name: /Registered/ }).waitFor();
    const { json } = await server.control('/api/subscriptions');
    expect(json.items[0].policy.schedule).toEqual({ kind: 'preset', dialect: 'stripe' });
    await page.getByRole('button', { name: 'Done' }).click();
    await inspector().getByText('as stripe does').waitFor();
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
