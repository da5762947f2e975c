import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery } from '../../server/contract/delivery.ts';
import { requirePart } from '../support/requirements.ts';
import { until } from '../support/until.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { post } from '../support/window-traffic.ts';

const DELAYS_MS = [0, 200, 30 * 60_000, 2 * 3_600_000];

describe.skipIf(requirePart('chromium').isMissing)('the tabs of a delivery', () => {
  let bed: WindowBed;
  let id: string;
  let secret: string;

  beforeAll(async () => {
    bed = await openWindowBed();
    await post(bed.server, '/api/rules', {
      name: 'Busy',
      when: { path: '/in/busy' },
      action: { answer: { status: 503 } },
    });
    const made = await post(bed.server, '/api/subscriptions', {
      url: `${bed.server.urls.receiver}/in/busy`,
      event_types: ['order.created'],
      name: 'busy',
      headers: { authorization: 'Bearer very-secret' },
      policy: { schedule: { kind: 'list', delays_ms: DELAYS_MS }, jitter: 0 },
    });
    secret = made.secret;
    await post(bed.server, '/api/events', { event: 'order.created', data: { total: 1999 } });
    await until('it was tried twice', async () => {
      const { json } = await bed.server.control('/api/deliveries?filter=event:order.created');
      const row = json.items.find((one: Delivery) => one.subscription_id === made.id);
      id = row?.id;
      return row?.attempts === 2;
    });
    await bed.open(`/deliveries/${id}`);
  });
  afterAll(() => bed?.close());

  const inspector = () => bed.page.getByRole('region', { name: 'Delivery', exact: true });
  const tab = (name: string) => inspector().getByRole('tab', { name, exact: true });
  const attempts = async () => (await bed.server.control(`/api/deliveries/${id}`)).json.attempts;
  const sentBy = async (at: number) => {
    const { request } = (await attempts())[at];
    const headers = new Map<string, string>(request.headers);
    return { headers, body: Buffer.from(request.body_base64, 'base64').toString() };
  };

  it('the list says how many attempts of how many planned', async () => {
    const row = bed.page
      .getByRole('row')
      .filter({ hasText: /order\.created.*503/ })
      .first();
    await expect.poll(() => row.innerText()).toMatch(/503\s*2\/4/);
  });

  it('Signature shows what the chosen attempt signed, part by part, with its key', async () => {
    await inspector().getByRole('button', { name: /#1 / }).click();
    await tab('Signature').click();
    const panel = inspector().getByRole('tabpanel');
    await panel.getByText('Valid. This is exactly what was signed.').waitFor();
    const { headers, body } = await sentBy(0);
    const stamp = headers.get('webhook-timestamp') ?? '';
    const signed = `${headers.get('webhook-id')}.${stamp}.${body}`;
    await panel.getByRole('button', { name: 'Copy the signed string', exact: true }).click();
    await expect.poll(() => bed.copied()).toBe(signed);
    const value = new Webhook(secret).sign(
      headers.get('webhook-id') ?? '',
      new Date(Number(stamp) * 1000),
      body,
    );
    const text = await panel.innerText();
    expect(text).toContain(value);
    expect(text).toContain(`whsec_…${secret.slice(-3)} → strip whsec_`);
    expect(text).not.toContain(secret);
    expect(await panel.getByLabel('Key of the explanation').locator(':checked').innerText()).toBe(
      'subscription "busy"',
    );
    const parts = panel.getByRole('list', { name: 'Parts' });
    expect(await parts.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('id'),
      expect.stringContaining('timestamp'),
      expect.stringContaining('body'),
    ]);
  });

  it('another attempt has another signature', async () => {
    await inspector().getByRole('button', { name: /#2 / }).click();
    const { headers } = await sentBy(1);
    await inspector()
      .getByText(headers.get('webhook-signature') ?? 'nothing')
      .first()
      .waitFor();
  });

  it('Signature names the mistake behind a value of the own code, and copies a report without secrets', async () => {
    await tab('Signature').click();
    const panel = inspector().getByRole('tabpanel');
    const { headers, body } = await sentBy(1);
    const [id, stamp] = [headers.get('webhook-id'), headers.get('webhook-timestamp')];
    await panel
      .getByText(headers.get('webhook-signature') ?? 'nothing')
      .first()
      .waitFor();
    await panel.getByRole('button', { name: /^Explain a value/ }).click();
    // The prefix was left in the key, and it was not decoded.
    const wrong = createHmac('sha256', secret).update(`${id}.${stamp}.${body}`).digest('base64');
    await panel.getByLabel('Value that your code computed').fill(wrong);
    await panel.getByRole('button', { name: 'Explain', exact: true }).click();
    const cause = panel.getByRole('region', { name: 'Cause of the value' });
    await cause.getByText('PROVED').waitFor();
    await cause
      .getByText(/base64-decod/)
      .first()
      .waitFor();
    expect(await bed.axe()).toEqual([]);
    await panel.getByRole('button', { name: 'Copy as report' }).click();
    await bed.page.getByText('Copied the report. It holds no secret.').first().waitFor();
    await expect.poll(() => bed.copied()).toMatch(/^Signature of delivery #\d+, attempt 2: valid/);
    const report = await bed.copied();
    expect(report).toContain(`Sent: ${headers.get('webhook-signature')}`);
    expect(report).toMatch(/Request: POST http:.*\/in\/busy, .* bytes/);
    expect(report).toContain('Key: whsec_•••• → ');
    expect(report).not.toContain(secret.slice(6, 20));
    expect(report).not.toContain('1999');
    expect(report).not.toContain('very-secret');
  });

  it('Code writes the chosen attempt alone, with its credentials masked', async () => {
    await tab('Code').click();
    const code = inspector().getByRole('region', { name: 'Code' });
    await inspector().getByLabel('Format').selectOption('raw');
    await expect.poll(() => code.innerText()).toContain('POST /in/busy');
    const text = await code.innerText();
    expect(text.match(/POST \/in\/busy/g)).toHaveLength(1);
    expect(text).not.toContain('very-secret');
    expect(text).toContain((await sentBy(1)).body);
    await inspector().getByLabel('Include credentials').check();
    await expect.poll(() => code.innerText()).toContain('very-secret');
    await inspector().getByLabel('Format').selectOption('body');
    await expect.poll(() => code.innerText()).toBe((await sentBy(1)).body);
  });

  it('Re-sign… sends it once more, signed with the secret that is typed', async () => {
    const other = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    await inspector()
      .getByRole('button', { name: /^Re-sign/ })
      .click();
    const dialog = bed.page.getByRole('dialog');
    await dialog.getByLabel('Secret').fill(other);
    expect(await bed.axe()).toEqual([]);
    await dialog.getByRole('button', { name: 'Re-sign and send' }).click();
    await bed.page.getByText('Re-signed and sent to busy.').first().waitFor();
    const replays = async () =>
      (await bed.server.control('/api/deliveries?filter=is:replay')).json.items;
    await until('it was sent', async () => (await replays())[0]?.attempts > 0);
    const [again] = await replays();
    const { json } = await bed.server.control(`/api/deliveries/${again.id}`);
    const { request } = json.attempts[0];
    const headers = new Map<string, string>(request.headers);
    const first = await sentBy(0);
    expect(headers.get('webhook-id')).toBe(first.headers.get('webhook-id'));
    expect(headers.get('webhook-signature')).toBe(
      new Webhook(other).sign(
        headers.get('webhook-id') ?? '',
        new Date(Number(headers.get('webhook-timestamp')) * 1000),
        Buffer.from(request.body_base64, 'base64').toString(),
      ),
    );
    expect(again.is_replay).toBe(true);
  });

  it('[ and ] go from attempt to attempt; the address says which one, and which tab', async () => {
    await bed.open(`/deliveries/${id}?tab=headers&attempt=1`);
    const chosen = () => inspector().getByRole('list').locator('[aria-pressed=true]').innerText();
    await expect.poll(chosen).toContain('#1');
    const stampOf = async (at: number) =>
      (await sentBy(at)).headers.get('webhook-timestamp') ?? 'nothing';
    await inspector()
      .getByText(await stampOf(0))
      .waitFor();
    await inspector().getByRole('heading', { level: 2 }).click();
    await bed.page.keyboard.press(']');
    await expect.poll(chosen).toContain('#2');
    await inspector()
      .getByText(await stampOf(1))
      .waitFor();
    expect(new URL(bed.page.url()).search).toBe('?tab=headers&attempt=2');
    await bed.page.keyboard.press('[');
    await expect.poll(chosen).toContain('#1');
    await tab('Signature').click();
    await expect.poll(() => new URL(bed.page.url()).search).toBe('?tab=signature&attempt=1');
  });

  it('Attempt ▾ beside the tabs names the chosen attempt and chooses another, as timeline and keys do', async () => {
    await bed.open(`/deliveries/${id}?tab=headers&attempt=1`);
    const opener = (number: number) =>
      inspector().getByRole('button', { name: `Attempt ${number}`, exact: true });
    const pressed = () => inspector().getByRole('list').locator('[aria-pressed=true]').innerText();
    await opener(1).click();
    const menu = bed.page.getByRole('menu');
    const made = await attempts();
    await expect
      .poll(() => menu.getByRole('menuitemradio').allInnerTexts())
      .toEqual(made.map((one: { number: number }) => expect.stringContaining(`#${one.number}`)));
    expect(await menu.getByRole('menuitemradio', { checked: true }).innerText()).toContain('#1');
    expect(await bed.axe()).toEqual([]);
    await menu.getByRole('menuitemradio', { name: /#2.*503/ }).click();
    await opener(2).waitFor();
    await expect.poll(pressed).toContain('#2');
    expect(new URL(bed.page.url()).search).toBe('?tab=headers&attempt=2');
    await inspector().getByRole('button', { name: /#1 / }).click();
    await opener(1).waitFor();
    await inspector().getByRole('heading', { level: 2 }).click();
    await bed.page.keyboard.press(']');
    await opener(2).waitFor();
    // From the keyboard alone, and focus comes back to where it was.
    await opener(2).focus();
    await bed.page.keyboard.press('Enter');
    await menu.getByRole('menuitemradio', { name: /#1/ }).waitFor();
    await expect
      .poll(() => bed.page.evaluate(() => document.activeElement?.textContent))
      .toContain('#1');
    await bed.page.keyboard.press('Enter');
    await opener(1).waitFor();
    await expect
      .poll(() => bed.page.evaluate(() => document.activeElement?.textContent))
      .toBe('Attempt 1');
  });

  it('the dialect stays the chosen one when the list of dialects comes late', async () => {
    const { page, server } = bed;
    const made = await post(server, '/api/subscriptions', {
      url: `${server.urls.receiver}/in/hub`,
      event_types: ['order.created'],
      dialect: 'github',
      name: 'hub',
    });
    const newest = async () =>
      (await server.control(`/api/deliveries?filter=sub:${made.id}`)).json.items[0];
    await until('the ping was sent', async () => (await newest())?.attempts > 0);
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/dialects', async (route) => {
      await isReleased;
      await route.continue();
    });
    await bed.open(`/deliveries/${(await newest()).id}?tab=signature`);
    const select = inspector().getByLabel('Dialect of the explanation');
    await expect.poll(() => select.inputValue()).toBe('github');
    release();
    await expect.poll(() => select.locator('option').count()).toBeGreaterThan(10);
    expect(await select.inputValue()).toBe('github');
    expect(await select.locator('option:checked').innerText()).toBe('GitHub');
    await page.unroute('**/api/dialects');
    await bed.open(`/deliveries/${id}?tab=code`);
  });

  it('axe finds nothing on either', async () => {
    await tab('Code').click();
    expect(await bed.axe()).toEqual([]);
    await tab('Signature').click();
    await inspector().getByText('Valid. This is exactly what was signed.').waitFor();
    expect(await bed.axe()).toEqual([]);
    expect(bed.faults).toEqual([]);
  });
});
