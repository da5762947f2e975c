import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const MANY = 60;

describe.skipIf(requirePart('chromium').isMissing)('replaying many', () => {
  let bed: WindowBed;
  let app: Server;
  let url = '';
  const seen: string[] = [];
  const held: ServerResponse[] = [];
  /** Answers wait for the test from this one on. */
  let holdsAfter = Number.POSITIVE_INFINITY;
  const release = () => {
    holdsAfter = Number.POSITIVE_INFINITY;
    for (const response of held.splice(0)) {
      response.end();
    }
  };
  beforeAll(async () => {
    app = createServer((request, response) => {
      seen.push(request.url ?? '');
      response.statusCode = request.url === '/many/3' ? 503 : 200;
      if (seen.length > holdsAfter) {
        held.push(response);
      } else {
        response.end();
      }
    });
    await new Promise<void>((resolve) => {
      app.listen(0, '127.0.0.1', resolve);
    });
    bed = await openWindowBed({ hasDemo: false });
    for (let sent = 0; sent < MANY; sent += 1) {
      await send(`/many/${sent}`);
    }
    url = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
    // The last target is where the next ones go.
    const { json } = await bed.server.control('/api/captures?limit=1');
    await bed.server.control(`/api/captures/${json.items[0].id}/replay`, {
      method: 'POST',
      json: { url, times: 1 },
    });
    seen.length = 0;
  });
  afterAll(async () => {
    release();
    await bed?.close();
    app?.closeAllConnections();
    await new Promise((resolve) => app.close(resolve));
  });

  const send = (path: string) =>
    fetch(bed.server.urls.receiver + path, { method: 'POST', body: '{}' });
  const eventually = <Value>(read: () => Value | Promise<Value>) => expect.poll(read);
  const bar = () => bed.page.getByRole('region', { name: 'Replay', exact: true });
  const rows = () => bed.page.locator('[data-row-id]');
  const selectAll = async () => {
    await rows().nth(3).waitFor();
    await bed.page.getByRole('grid').focus();
    await bed.page.keyboard.press('Control+a');
    await bed.page.getByText(/\d+ selected/).waitFor();
  };

  it('counts while it goes on, survives a window that closes, and stops at once', async () => {
    const { page } = bed;
    seen.length = 0;
    holdsAfter = 10;
    await bed.open('/inbox?filter=path:/many');
    await selectAll();
    await page.keyboard.press('r');
    await bar().getByText(`Replaying 11 of ${MANY}`).waitFor();
    await bar().getByText('200 ×9 · 503 ×1').waitFor();
    expect(await bed.axe()).toEqual([]);
    // Another page in place of the window: the server goes on, and the next one shows it.
    await page.goto('about:blank');
    await bed.open('/inbox?filter=path:/many');
    await bar().getByText(`Replaying 11 of ${MANY}`).waitFor();
    await bar().getByRole('button', { name: 'Stop replaying' }).click();
    await bar().getByText(`Stopped: replayed 11 of ${MANY} requests`).waitFor();
    release();
    await bar().getByText('200 ×10 · 503 ×1').waitFor();
    expect(seen).toHaveLength(11);
  });

  it('its result stays until it is dismissed, and names what was not answered 2xx', async () => {
    const { page } = bed;
    await page.reload();
    await bar().getByText(`Stopped: replayed 11 of ${MANY} requests`).waitFor();
    await bar().getByRole('button', { name: 'Show them' }).click();
    const link = bar().getByRole('link', { name: /^cap_/ });
    await link.first().waitFor();
    expect(await link.count()).toBe(1);
    await link.click();
    await eventually(() => page.title()).toContain('/many/3');
    await bar().getByRole('button', { name: 'Dismiss' }).click();
    await eventually(() => bar().count()).toBe(0);
    const kept = async () => (await bed.server.control('/api/bulk-replays')).json.items.length;
    await eventually(kept).toBe(0);
    await page.reload();
    await rows().nth(3).waitFor();
    expect(await bar().count()).toBe(0);
  });

  it('deliveries: all that the filter matches, counted, as deliveries of their own', async () => {
    const { page, server } = bed;
    await server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${server.urls.receiver}/own`, event_types: ['payment_received'] },
    });
    for (let sent = 0; sent < 5; sent += 1) {
      await server.control('/api/events', {
        method: 'POST',
        json: { event: 'payment_received', data: {} },
      });
    }
    const pending = async () => (await server.control('/api/ledger')).json.deliveries.pending;
    await eventually(pending).toBe(0);
    await bed.open('/deliveries?filter=event:payment_received');
    await selectAll();
    await page.keyboard.press('r');
    await bar().getByText('Replayed 5 events.').waitFor();
    const replays = async () =>
      (await server.control('/api/deliveries?filter=is:replay')).json.total as number;
    await eventually(replays).toBe(5);
    await bar().getByRole('button', { name: 'Dismiss' }).click();
  });

  it('N times: Stop is there at once and stops it; what ran stays in view after a reload', async () => {
    const { page } = bed;
    await bed.open('/inbox?filter=path:/many/7');
    await rows().first().click();
    await page.getByRole('tab', { name: /Replay/ }).click();
    seen.length = 0;
    holdsAfter = 3;
    await page.getByLabel('Send to').fill(url);
    await page.getByLabel('Times').fill('500');
    await page.locator('form').getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByText('3 of 500 runs, running').waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('3 of 500 runs, stopped').waitFor();
    release();
    const { json } = await bed.server.control('/api/captures?limit=1&filter=path:/many/7');
    const runs = async () => {
      const answer = await bed.server.control(`/api/captures/${json.items[0].id}/replays`);
      return answer.json.items[0].done;
    };
    await eventually(runs).toBe(4);
    await page.reload();
    await page.getByText('4 of 500 runs, stopped').waitFor();
    expect(seen).toHaveLength(4);
  });

  it('more than a thousand: says so before anything is sent, and offers the newest', async () => {
    const { page } = bed;
    release();
    for (let sent = 0; sent < 1_001; sent += 91) {
      await Promise.all(Array.from({ length: 91 }, () => send('/much')));
    }
    seen.length = 0;
    await bed.open('/inbox?filter=path:/much');
    await selectAll();
    await page.keyboard.press('r');
    await bar()
      .getByText('1,001 requests are selected; up to 1,000 are replayed in one go.')
      .waitFor();
    expect(await bed.axe()).toEqual([]);
    expect(seen).toEqual([]);
    await bar().getByRole('button', { name: 'Replay the newest 1,000' }).click();
    await expect
      .poll(() => bar().innerText())
      .toContain('Replayed 1,000 requests, all answered 2xx.');
    expect(seen).toHaveLength(1_000);
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
