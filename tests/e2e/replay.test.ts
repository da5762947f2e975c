import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenAnywhere } from '../support/listening.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, standardHeaders, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BODY = '{"type":"order.created","total":1999}';

interface Seen {
  method: string;
  url: string;
  headers: Record<string, string | undefined>;
  body: string;
}

describe.skipIf(chromium.isMissing)('the Replay tab', () => {
  let bed: WindowBed;
  let app: Server;
  let appUrl: string;
  let captureId: string;
  let headers: ReturnType<typeof standardHeaders>;
  const seen: Seen[] = [];

  beforeAll(async () => {
    bed = await openWindowBed();
    app = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push({
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers as Seen['headers'],
          body: Buffer.concat(chunks).toString(),
        });
        const body = JSON.stringify({ run: seen.length });
        response.writeHead(seen.length === 3 ? 500 : 200, { 'content-type': 'application/json' });
        response.end(body);
      });
    });
    appUrl = `http://127.0.0.1:${await listenAnywhere(app)}/hooks`;
    await bed.server.control('/api/inboxes', {
      method: 'POST',
      json: { path: '/in/orders', dialect: 'standard', secrets: [SECRET] },
    });
    headers = standardHeaders(BODY, { secret: SECRET });
    await fetch(`${bed.server.urls.receiver}/in/orders`, { method: 'POST', body: BODY, headers });
    const { json } = await bed.server.control('/api/captures?limit=1&filter=path:/in/orders');
    captureId = json.items[0].id;
    await bed.open(`/inbox/${captureId}`);
  });

  afterAll(async () => {
    await bed?.close();
    app?.close();
  });

  const results = () => bed.page.getByRole('region', { name: 'Results' });
  const press = () =>
    bed.page.getByRole('tabpanel').getByRole('button', { name: 'Replay', exact: true }).click();

  it('R asks for a target as long as there is none', async () => {
    await bed.page.getByRole('tab', { name: 'Replay' }).waitFor();
    await bed.page.keyboard.press('r');
    await bed.page.getByText('Say where to send it.').last().waitFor();
    const target = bed.page.getByLabel('Send to');
    await expect
      .poll(() => target.evaluate((field) => field === document.activeElement))
      .toBe(true);
    await bed.page.getByLabel('Send to').fill('nowhere');
    await press();
    await bed.page.getByText('An http or https address').waitFor();
    expect(seen).toEqual([]);
  });

  it('a filter leaves the tab of the inspector as it is', async () => {
    await bed.page.getByRole('combobox', { name: 'Filter requests' }).fill('method:POST');
    await bed.page.keyboard.press('Enter');
    await expect.poll(() => bed.page.url()).toContain('filter=method');
    expect(bed.page.url()).toContain('tab=replay');
    await bed.page.getByRole('tab', { name: 'Replay', selected: true }).waitFor();
    await bed.page.getByRole('button', { name: 'Clear filter' }).click();
    await expect.poll(() => bed.page.url()).not.toContain('filter');
    expect(bed.page.url()).toContain('tab=replay');
  });

  it('22: R replays signed anew, with a fresh time and the same id', async () => {
    await bed.page.getByLabel('Send to').fill(appUrl);
    await press();
    await results().getByText('1 of 1 run, done').waitFor();
    expect(seen.at(-1)).toMatchObject({ method: 'POST', url: '/hooks', body: BODY });
    await bed.page.getByRole('tab', { name: 'Replay' }).focus();
    await bed.page.keyboard.press('r');
    await expect.poll(() => seen.length).toBe(2);
    const sent = seen[1]?.headers ?? {};
    expect(sent['webhook-id']).toBe(headers['webhook-id']);
    const ageS = Date.now() / 1000 - Number(sent['webhook-timestamp']);
    expect(ageS).toBeLessThan(60);
    const right = standardHeaders(BODY, {
      secret: SECRET,
      id: headers['webhook-id'],
      timestamp: sent['webhook-timestamp'],
    });
    expect(sent['webhook-signature']).toBe(right['webhook-signature']);
  });

  it('22: exact bytes warn about an old timestamp, and go out unchanged', async () => {
    await bed.page.getByText('Exact bytes', { exact: true }).click();
    await bed.page.getByText('The captured bytes, the old signature included.').waitFor();
    const signedAtMs = Number(headers['webhook-timestamp']) * 1000;
    await bed.page.clock.setFixedTime(signedAtMs + 14 * 60_000);
    await bed.page.getByText('Re-sign now', { exact: true }).click();
    await bed.page.getByText('Exact bytes', { exact: true }).click();
    await bed.page
      .getByText('Timestamp is 14 min old; most verifiers reject after 5 min.')
      .waitFor();
    expect(await bed.axe()).toEqual([]);
    await press();
    await expect.poll(() => seen.length).toBe(3);
    expect(seen[2]?.headers['webhook-signature']).toBe(headers['webhook-signature']);
    expect(seen[2]?.body).toBe(BODY);
  });

  it('edits method, headers and body, with the signature following', async () => {
    await bed.page.getByText('Re-sign now', { exact: true }).click();
    await bed.page.getByText('Edit the request').click();
    await bed.page.getByLabel('Method').fill('PUT');
    const lines = bed.page.getByLabel('Headers', { exact: true });
    await lines.fill('broken line');
    await bed.page.getByText('Line 1 is not "Name: value".').waitFor();
    await lines.fill('Content-Type: application/json\nX-Try: two');
    await bed.page.getByRole('button', { name: 'Edit the body' }).click();
    await bed.page.getByLabel('Body', { exact: true }).fill('{"edited":true}');
    await press();
    await expect.poll(() => seen.length).toBe(4);
    const sent = seen[3];
    expect(sent).toMatchObject({ method: 'PUT', body: '{"edited":true}' });
    expect(sent?.headers['x-try']).toBe('two');
    const id = sent?.headers['webhook-id'];
    const right = standardHeaders('{"edited":true}', {
      secret: SECRET,
      id: id ?? '',
      timestamp: sent?.headers['webhook-timestamp'],
    });
    expect(sent?.headers['webhook-signature']).toBe(right['webhook-signature']);
    await bed.page.getByRole('button', { name: 'As captured again' }).click();
  });

  it('repeats it at a rate, with a result per run and what differs from the answer before', async () => {
    await bed.page.getByLabel('Times').fill('5');
    await bed.page.getByLabel('Per second').fill('50');
    await press();
    await results().getByText('5 of 5 runs, done').waitFor();
    await results().getByText('200 ×5').waitFor();
    await expect.poll(() => results().getByRole('row').count()).toBe(6);
    await results()
      .getByRole('button', { name: /status was 204, is 200/ })
      .first()
      .click();
    await expect
      .poll(() => results().getByRole('region', { name: 'Body of the answer' }).innerText())
      .toMatch(/\{"run":\d\}/);
  });

  it('stops a long run when it is told to', async () => {
    await bed.page.getByLabel('Times').fill('1000');
    await bed.page.getByLabel('Per second').fill('20');
    await press();
    await results()
      .getByText(/of 1,000 runs, running/)
      .waitFor();
    await bed.page.getByRole('button', { name: 'Stop' }).click();
    await results()
      .getByText(/of 1,000 runs, stopped/)
      .waitFor();
    // One that was on its way when it was stopped may still arrive, but not here.
    await bed.page.getByLabel('Send to').fill(`${appUrl}/once`);
    await bed.page.getByLabel('Times').fill('1');
    await press();
    await results().getByText('1 of 1 run, done').waitFor();
    expect(seen.filter(({ url }) => url === '/hooks/once')).toHaveLength(1);
  });

  it('23: replays change neither ledger nor retries', async () => {
    const { json: ledger } = await bed.server.control('/api/ledger');
    const { json: deliveries } = await bed.server.control('/api/deliveries');
    expect(ledger.deliveries.failed).toBe(0);
    expect(deliveries.items.every((row: { attempts: number }) => row.attempts <= 1)).toBe(true);
  });

  it('R from the list sends to the last target again, and ⇧R opens the tab', async () => {
    const before = seen.length;
    await bed.open('/inbox');
    await bed.page.getByRole('row').filter({ hasText: 'order.created' }).click();
    await bed.page.keyboard.press('r');
    await expect.poll(() => seen.length).toBe(before + 1);
    await bed.page.keyboard.press('Shift+R');
    await expect.poll(() => bed.page.url()).toContain('tab=replay');
  });

  it('sends a request without the byte that was added on its way', async () => {
    const sent = `${BODY}\n`;
    await fetch(`${bed.server.urls.receiver}/in/orders`, {
      method: 'POST',
      body: sent,
      headers: standardHeaders(sent, { secret: SECRET, signedText: BODY }),
    });
    await bed.open('/inbox');
    await bed.page.getByRole('row').filter({ hasText: 'invalid' }).click();
    const before = seen.length;
    await bed.page.getByRole('button', { name: 'Replay without it' }).click();
    await expect.poll(() => seen.length).toBe(before + 1);
    expect(seen.at(-1)?.body).toBe(BODY);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`37: axe finds nothing, ${theme}`, async () => {
      await bed.page.emulateMedia({ colorScheme: theme });
      await bed.page.getByRole('tab', { name: 'Replay' }).click();
      await results().waitFor();
      await bed.page.getByText('Edit the request').click();
      expect(await bed.axe()).toEqual([]);
    });
  }

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
