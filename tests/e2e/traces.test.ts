import { createServer, type Server, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenAnywhere } from '../support/listening.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Hands requests on with one newline more at the end of the body and one header more. */
function meddlingProxy(target: () => string): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat([...chunks, Buffer.from('\n')]);
      const headers = {
        ...request.headers,
        'content-length': String(body.length),
        'x-proxy': 'meddler',
      };
      const onward = send(
        target() + request.url,
        { method: request.method ?? 'POST', headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502);
          answer.pipe(response);
        },
      );
      onward.end(body);
    });
  });
}

describe.skipIf(chromium.isMissing)('Traces', () => {
  let bed: WindowBed;
  let proxy: Server;
  let deliveryId: string;

  beforeAll(async () => {
    bed = await openWindowBed();
    proxy = meddlingProxy(() => bed.server.urls.receiver);
    const port = await listenAnywhere(proxy);
    const base = `http://127.0.0.1:${port}`;
    await bed.server.control('/api/inboxes', {
      method: 'POST',
      json: { path: '/in/orders', dialect: 'standard', secrets: [SECRET] },
    });
    await bed.server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${base}/in/orders`, event_types: ['order.created'], secret: SECRET },
    });
    await bed.server.exposee('/trigger', {
      method: 'POST',
      json: { event: 'order.created', data: { total: 1999 } },
    });
    await fetch(`${bed.server.urls.receiver}/in/strange`, { method: 'POST', body: '{}' });
    await readDelivery();
  });

  async function readDelivery(): Promise<void> {
    const { json } = await bed.server.control('/api/deliveries?filter=event:order.created');
    const port = (proxy.address() as AddressInfo).port;
    const through = json.items.find((one: { url: string }) => one.url.includes(`:${port}/`));
    deliveryId = through.id;
  }

  afterAll(async () => {
    await bed?.close();
    proxy?.close();
  });

  const row = (text: string) => bed.page.getByRole('row').filter({ hasText: text });
  /** The demo's subscription may have got the event too: that one arrives as it was sent. */
  const spoilt = () => row('order.created').filter({ hasText: 'invalid' });

  it('lists joins and what stands on one side only', async () => {
    await bed.open('/');
    await bed.page.keyboard.press('g');
    await bed.page.keyboard.press('t');
    await bed.page.getByRole('heading', { name: 'Traces', level: 1 }).waitFor();
    await spoilt().getByText('both sides').waitFor();
    await row('/in/strange').getByText('captured, not ours').waitFor();
    expect(await bed.axe()).toEqual([]);
  });

  it('31: a trace shows both sides, the time between and every changed byte', async () => {
    await spoilt().click();
    await bed.page.getByRole('heading', { name: 'Trace', level: 1 }).waitFor();
    expect(bed.page.url()).toContain(`/traces/${deliveryId}`);
    const trace = bed.page.getByRole('region', { name: 'Trace', exact: true });
    await trace.getByRole('region', { name: /Sent/ }).first().waitFor();
    await trace
      .getByRole('region', { name: /Captured/ })
      .getByText('signature invalid')
      .waitFor();
    await trace.getByText('3 differences').waitFor();
    await trace.getByText(/ms from send to capture/).waitFor();
    await trace.getByText(/joined by/).waitFor();
    const changed = (name: string) => trace.getByRole('row', { name: new RegExp(`^${name}`) });
    await changed('content-length').getByText('changed').waitFor();
    await changed('x-proxy').getByText('only in Captured').waitFor();
    await changed('webhook-signature').getByText('same').waitFor();
    await trace.getByRole('button', { name: 'Hex' }).click();
    const marked = await trace
      .getByRole('region', { name: 'Captured in hex' })
      .evaluate((hex) => [...hex.querySelectorAll('.bg-added')].map((one) => one.textContent));
    expect(marked).toEqual(['0a', 'LF']);
  });

  it('opens a request that is not ours, and a trace by T from the Inbox', async () => {
    await row('/in/strange').click();
    await bed.page.getByText('Captured, not ours', { exact: false }).first().waitFor();
    await bed.open('/inbox');
    await spoilt().click();
    await bed.page.keyboard.press('t');
    await bed.page.waitForURL(`**/traces/${deliveryId}`);
  });

  it('new traces come in by themselves', async () => {
    await bed.open('/traces');
    await spoilt().waitFor();
    await bed.server.exposee('/trigger', {
      method: 'POST',
      json: { event: 'order.created', data: { total: 2 } },
    });
    await expect.poll(() => spoilt().count()).toBe(2);
  });

  it('says what an unknown trace is', async () => {
    await bed.open('/traces/dlv_0000000000000000');
    await bed.page
      .getByText(/is not stored here|dlv_/)
      .first()
      .waitFor();
  });

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1440, 1000, 400]) {
      it(`37, 38: axe finds nothing at ${width} px, ${theme}`, async () => {
        await bed.page.emulateMedia({ colorScheme: theme });
        await bed.page.setViewportSize({ width, height: 900 });
        await bed.open(`/traces/${deliveryId}`);
        await bed.page.getByText('3 differences').waitFor();
        expect(await bed.axe()).toEqual([]);
      });
    }
  }

  it('threw nothing on the way', () => {
    const unknown = /404|400/;
    expect(bed.faults.filter((fault) => !unknown.test(fault))).toEqual([]);
  });
});
