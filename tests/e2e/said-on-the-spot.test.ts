import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedPort } from '../support/listening.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');

describe.skipIf(chromium.isMissing)('one subscription, tried on the spot', () => {
  let bed: WindowBed;

  beforeAll(async () => {
    bed = await openWindowBed();
    await bed.server.control('/api/rules', {
      method: 'POST',
      json: {
        name: 'talks',
        when: { path: '/in/talks' },
        action: { answer: { status: 202, body: '{"received":"with thanks"}' } },
      },
    });
  }, 60_000);

  afterAll(() => bed?.close());

  /** Its URL at our own receiver, or where nobody listens. */
  async function subscribe(name: string, url = `${bed.server.urls.receiver}/in/${name}`) {
    const made = await bed.server.control('/api/subscriptions', {
      method: 'POST',
      json: { url, event_types: ['payment_*'], name },
    });
    expect(made.status).toBe(201);
    await bed.open(`/subscriptions/${made.json.id}`);
    await bed.page.getByRole('heading', { name, level: 2 }).waitFor();
  }
  const last = () => bed.page.locator('section', { hasText: 'Last delivery' }).last();
  const notice = () => bed.page.getByRole('region', { name: 'Notice' });
  /** The toast comes once the window knows the new state too. */
  const setState = async (label: string, done: string) => {
    await bed.page.getByLabel('State').selectOption({ label });
    await notice().getByText(done, { exact: true }).waitFor();
  };

  it('3: shows status, duration, answer and what follows beside the buttons', async () => {
    await subscribe('talks');
    await bed.page.keyboard.press('f');
    await notice()
      .getByText(/^payment_received delivered, status 202, /)
      .waitFor();
    await last().getByText('payment_received', { exact: true }).waitFor();
    await last().getByText('{"received":"with thanks"}').waitFor();
    await last()
      .getByText(/^\d[\d.]* ms$/)
      .waitFor();
    expect(await bed.axe()).toEqual([]);
    await last().getByRole('link', { name: 'Show every attempt' }).click();
    await bed.page.getByRole('region', { name: 'Delivery' }).waitFor();
  });

  it('says why nothing answers, and when it is tried again', async () => {
    await subscribe('dead', `http://127.0.0.1:${await closedPort()}/hooks`);
    await last()
      .getByText(/^Nothing answers at .*tried again in/)
      .waitFor();
    await last()
      .getByText(/^attempt \d of 8$/)
      .waitFor();
  });

  it('tells how a ping went', async () => {
    await subscribe('pinged');
    await bed.page.getByRole('button', { name: 'Ping', exact: true }).click();
    await notice()
      .getByText(/^ping delivered, status 204, /)
      .waitFor();
  });

  it('says of a disabled or paused one that nothing went out', async () => {
    await subscribe('resting');
    await setState('Disabled', 'Disabled.');
    await bed.page.getByRole('button', { name: /^Fire/ }).click();
    await notice()
      .getByText('resting is disabled: payment_received was stored, not sent.')
      .waitFor();
    await setState('Paused', 'Paused. Events queue up.');
    await bed.page.getByRole('button', { name: 'Ping', exact: true }).click();
    await notice().getByText('resting is paused: ping waits.').waitFor();
  });

  it('names the scheme of a stranger in words, and each side of a trace by its number', async () => {
    await bed.open('/inbox?filter=path:/in/talks');
    const row = bed.page.locator('[data-row-id]').first();
    await row.getByText('Standard Webhooks', { exact: true }).waitFor();
    const number = await row.getByRole('gridcell').nth(1).innerText();
    await bed.open('/traces?filter=path:/in/talks');
    await bed.page.locator(`[title="Request #${number}"]`).first().waitFor();
    await bed.page.locator('[title^="Delivery #"]').first().waitFor();
  });

  it('lists the keys of lists where there is one', async () => {
    await bed.open('/inbox');
    await bed.page.getByRole('grid').waitFor();
    await bed.page.keyboard.press('?');
    const sheet = bed.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Next, previous row').waitFor();
    await sheet.getByText('PgDn').waitFor();
    await bed.page.keyboard.press('Escape');
    await bed.open('/rules');
    await bed.page.keyboard.press('?');
    await sheet.waitFor();
    expect(await sheet.getByText('Next, previous row').count()).toBe(0);
    expect(bed.faults).toEqual([]);
  });
});
