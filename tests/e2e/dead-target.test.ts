import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedPort } from '../support/listening.ts';
import { requirePart } from '../support/requirements.ts';
import { SELF_SIGNED } from '../support/self-signed.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { post } from '../support/window-traffic.ts';

/** A name such as localhost has two addresses: whoever debugs must see that both were tried. */
describe.skipIf(requirePart('chromium').isMissing)('a target at which nobody listens', () => {
  let bed: WindowBed;
  let target: string;
  let sentence: string;

  beforeAll(async () => {
    bed = await openWindowBed();
    target = `http://localhost:${await closedPort()}`;
    sentence = `Nothing answers at ${target} (tried 127.0.0.1 and ::1). Is your app running?`;
    await post(bed.server, '/api/rules', {
      name: 'To my app',
      when: { path: '/in/app' },
      action: { answer: { status: 200 }, forward: { urls: [`${target}/hooks`] } },
    });
    await fetch(`${bed.server.urls.receiver}/in/app`, { method: 'POST', body: '{}' });
  });
  afterAll(() => bed?.close());

  it('36: forwarding names both loopback addresses, and the sender got his answer', async () => {
    await bed.open('/inbox?filter=path:/in/app');
    await bed.page.locator('[data-row-id]').first().click();
    await bed.page.getByRole('tab', { name: /^Response/ }).click();
    const panel = bed.page.getByRole('tabpanel');
    await panel.getByText(sentence).waitFor();
    await panel.getByText('200').first().waitFor();
  });

  it('36: a replay names both', async () => {
    await bed.page.getByRole('tab', { name: /^Replay/ }).click();
    await bed.page.getByLabel('Send to').fill(`${target}/hooks`);
    await bed.page
      .getByRole('tabpanel')
      .getByRole('button', { name: 'Replay', exact: true })
      .click();
    const results = bed.page.getByRole('region', { name: 'Results' });
    await results.getByText('1 of 1 run, done').waitFor();
    await results.getByText(sentence).first().waitFor();
    await results.getByText('refused').first().waitFor();
  });

  it('36: a delivery names both, and says when it is tried again', async () => {
    await post(bed.server, '/api/subscriptions', {
      url: `${target}/hooks`,
      event_types: ['order.created'],
      name: 'my app',
    });
    await post(bed.server, '/api/events', { event: 'order.created', data: {} });
    await bed.open('/deliveries?filter=event:order.created%20status:refused');
    await bed.page.locator('[data-row-id]').first().click();
    const delivery = bed.page.getByRole('region', { name: 'Delivery' });
    const why = delivery.locator('p').filter({ hasText: /^Why: / });
    await why.waitFor();
    for (const part of [/127\.0\.0\.1/, /::1/, /tried again/]) {
      await expect.poll(() => why.innerText()).toMatch(part);
    }
  });

  it('a self-signed certificate is trusted where its delivery failed, and the next attempt arrives', async () => {
    const app = createServer(SELF_SIGNED, (_request, response) => response.writeHead(204).end());
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = app.address() as AddressInfo;
      await post(bed.server, '/api/subscriptions', {
        url: `https://127.0.0.1:${port}/hooks`,
        event_types: ['order.cancelled'],
        name: 'my app, TLS',
      });
      await post(bed.server, '/api/events', { event: 'order.cancelled', data: {} });
      await bed.open('/deliveries?filter=event:order.cancelled');
      await bed.page.locator('[data-row-id]').first().click();
      const delivery = bed.page.getByRole('region', { name: 'Delivery' });
      await delivery.getByText(/^Why: Its certificate is self-signed, so it is tried/).waitFor();
      await delivery.getByRole('button', { name: 'Trust for this URL' }).click();
      await bed.page.getByText('Its certificate is trusted from now on.').first().waitFor();
      await delivery.getByRole('button', { name: 'Try now' }).click();
      await delivery.getByText(/^Why: The server answered 204: delivered/).waitFor();
      await expect
        .poll(() => delivery.getByRole('button', { name: 'Trust for this URL' }).count())
        .toBe(0);
    } finally {
      app.closeAllConnections();
      app.close();
    }
  });
});
