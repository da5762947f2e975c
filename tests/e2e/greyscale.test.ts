import { createHash } from 'node:crypto';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { fillServer, post } from '../support/window-traffic.ts';

interface Mark {
  text: string;
  shape: string;
}

/** What a person without colours, and one without sight, gets of a status. */
describe.skipIf(requirePart('chromium').isMissing)('statuses without colour', () => {
  let bed: WindowBed;
  let traffic: { close(): Promise<unknown> };

  beforeAll(async () => {
    bed = await openWindowBed();
    traffic = await fillServer(bed.server);
    // One that waits for its first attempt, and one that was given up.
    await post(bed.server, '/api/subscriptions', {
      url: `${bed.server.urls.receiver}/in/later`,
      event_types: ['refund.created'],
      name: 'later',
      policy: { rate_per_s: 0.01 },
    });
    for (let index = 0; index < 3; index += 1) {
      await post(bed.server, '/api/events', { event: 'refund.created', data: { index } });
    }
    const { json } = await bed.server.control('/api/deliveries?filter=status:503');
    await bed.server.control(`/api/deliveries/${json.items[0].id}/cancel`, { method: 'POST' });
    const session = await bed.page.context().newCDPSession(bed.page);
    await session.send('Emulation.setEmulatedVisionDeficiency', { type: 'achromatopsia' });
  });
  afterAll(async () => {
    await bed?.close();
    await traffic?.close();
  });

  /** Its words as spoken, and the outline of its icon. */
  async function markOf(inside: Locator): Promise<Mark> {
    const icon = inside.locator('svg').first();
    await icon.waitFor();
    return {
      text: (await inside.innerText()).trim(),
      shape: await icon.evaluate((svg) =>
        svg.innerHTML.replace(/ (class|stroke-width)="[^"]*"/g, ''),
      ),
    };
  }

  function expectAllDifferent(marks: Record<string, Mark>): void {
    const shapes = Object.values(marks).map(({ shape }) => shape);
    expect(new Set(shapes).size, JSON.stringify(marks, null, 1)).toBe(shapes.length);
    for (const [name, { text }] of Object.entries(marks)) {
      expect(text).toContain(name);
    }
  }

  it('39: each state of a delivery has a word and a silhouette of its own', async () => {
    const filters = {
      delivered: 'status:204',
      failed: 'status:410',
      retrying: 'status:refused',
      pending: 'event:refund.created status:pending',
      disabled: 'status:cancelled',
    };
    const marks: Record<string, Mark> = {};
    for (const [name, filter] of Object.entries(filters)) {
      await bed.open(`/deliveries?filter=${encodeURIComponent(filter)}`);
      marks[name] = await markOf(bed.page.locator('[data-row-id]').first());
    }
    expectAllDifferent(marks);
  });

  it('39: each verdict on a signature has a word and a shield of its own', async () => {
    const filters = {
      valid: 'sig:ok',
      invalid: 'sig:bad',
      stale: 'sig:stale',
      missing: 'sig:missing',
      'not checked': 'sig:unchecked',
    };
    const marks: Record<string, Mark> = {};
    for (const [name, filter] of Object.entries(filters)) {
      await bed.open(`/inbox?filter=${filter}`);
      const cell = bed.page.locator('[data-column-id=signature], [data-column-id=sig]').first();
      marks[name] = await markOf(cell);
    }
    expectAllDifferent(marks);
  });

  it('39: the lines of a burst differ by their strokes', async () => {
    await bed.open('/burst');
    const order = { event_type: 'payment_received', subscription_id: await demoId() };
    await post(bed.server, '/api/bursts', { ...order, count: 200, rate_per_s: 200 });
    await bed.page.locator('canvas').waitFor();
    const legend = bed.page.getByRole('list', { name: 'Legend' }).getByRole('listitem');
    const strokes = await legend.evaluateAll((items) =>
      items.map((item) => item.querySelector('path')?.getAttribute('d')),
    );
    expect(strokes).toHaveLength(4);
    expect(new Set(strokes).size).toBe(4);
  });

  it('39: nothing on the screen has a colour now', async () => {
    await bed.open('/');
    const colourful = await bed.page.screenshot();
    const session = await bed.page.context().newCDPSession(bed.page);
    await session.send('Emulation.setEmulatedVisionDeficiency', { type: 'none' });
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(hash(await bed.page.screenshot())).not.toBe(hash(colourful));
  });

  async function demoId(): Promise<string> {
    const { json } = await bed.server.control('/api/subscriptions');
    return json.items.find((one: { is_demo: boolean }) => one.is_demo).id;
  }
});
