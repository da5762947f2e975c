import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { post } from '../support/window-traffic.ts';

/** Fixed gaps, so that what the timeline must say is known. */
const DELAYS_MS = [0, 1_000, 30 * 60_000, 2 * 3_600_000];

describe.skipIf(requirePart('chromium').isMissing)('the timeline of attempts', () => {
  let bed: WindowBed;

  beforeAll(async () => {
    bed = await openWindowBed();
    await post(bed.server, '/api/rules', {
      name: 'Busy',
      when: { path: '/in/busy' },
      action: { answer: { status: 503 } },
    });
    await post(bed.server, '/api/subscriptions', {
      url: `${bed.server.urls.receiver}/in/busy`,
      event_types: ['order.created'],
      name: 'busy',
      policy: { schedule: { kind: 'list', delays_ms: DELAYS_MS }, jitter: 0 },
    });
  });
  afterAll(() => bed?.close());

  const timeline = (made: number) =>
    bed.page.getByRole('list', {
      name: `Attempts, ${made} of ${Math.max(made, DELAYS_MS.length)} made`,
    });

  async function fire(): Promise<string> {
    await post(bed.server, '/api/events', { event: 'order.created', data: {} });
    const busy = await newestDelivery();
    await bed.open(`/deliveries/${busy.id}`);
    return busy.id;
  }

  async function newestDelivery() {
    const { json } = await bed.server.control('/api/deliveries?filter=event:order.created');
    return json.items.find(({ url }: { url: string }) => url.endsWith('/in/busy'));
  }

  const detail = async (id: string) => (await bed.server.control(`/api/deliveries/${id}`)).json;
  const secondsOf = (text: string) => {
    const [amount = '', unit = ''] = text.split(' ');
    return Number(amount) * ({ ms: 0.001, s: 1, min: 60, m: 60, h: 3600 }[unit] ?? Number.NaN);
  };

  it('26: shows each attempt with its status, the gap between them and the next due time', async () => {
    const id = await fire();
    await timeline(2).waitFor();
    const items = await timeline(2).getByRole('listitem').allInnerTexts();
    const stored = await detail(id);
    expect(items).toHaveLength(5);
    const [first, gap, second, longGap, next] = items.map((text) => text.replaceAll('\n', ' '));
    for (const [index, text] of [first, second].entries()) {
      expect(text).toContain('503');
      expect(text).toContain(`#${index + 1}`);
      expect(text).toContain(clock(stored.attempts[index].started_at));
    }
    const between =
      Date.parse(stored.attempts[1].started_at) - Date.parse(stored.attempts[0].started_at);
    // Shown to a tenth of a second.
    expect(Math.abs(secondsOf(gap ?? '') - between / 1000)).toBeLessThan(0.06);
    expect(secondsOf(longGap ?? '')).toBeGreaterThan(29 * 60);
    expect(next).toContain('next');
    expect(next).toContain(clock(stored.next_attempt_at));
  });

  it('26: an attempt is chosen on the timeline, and its answer is shown', async () => {
    await timeline(2).getByRole('button', { name: /#1 / }).click();
    const chosen = () => timeline(2).locator('[aria-pressed=true]').innerText();
    await expect.poll(chosen).toContain('#1');
    await bed.page.getByText(/^Why: .*503/).waitFor();
  });

  it('27: Try now makes the server try at once', async () => {
    const { id } = await newestDelivery();
    await bed.page.getByRole('button', { name: /^Try now/ }).click();
    await bed.page.getByText('Trying now.').first().waitFor();
    await timeline(3).waitFor();
    const { attempts, state } = await detail(id);
    expect(attempts).toHaveLength(3);
    expect(state).toBe('pending');
  });

  it('27: Stop retrying stops on the server; Undo takes the stop back', async () => {
    const { id } = await newestDelivery();
    await bed.page.getByRole('button', { name: 'Stop retrying' }).click();
    await bed.page.getByText('Stopped retrying.').first().waitFor();
    // What is shown comes from the server: nothing is due any more.
    await bed.page
      .getByRole('region', { name: 'Delivery' })
      .getByText('cancelled')
      .first()
      .waitFor();
    const stopped = await detail(id);
    expect(stopped.state).toBe('cancelled');
    expect(stopped.next_attempt_at).toBeNull();
    expect(await timeline(3).getByText('next').count()).toBe(0);
    expect(await bed.page.getByRole('button', { name: /^Try now/ }).count()).toBe(0);
    await bed.page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await detail(id)).state).toBe('pending');
    expect((await newestDelivery()).id).toBe(id);
  });

  it('27: says so when the server refuses', async () => {
    const { id } = await newestDelivery();
    await bed.open(`/deliveries/${id}`);
    const stop = bed.page.getByRole('button', { name: 'Stop retrying' });
    await stop.waitFor();
    await bed.page.route('**/cancel', (route) => route.fulfill({ status: 503, body: '' }));
    await stop.click();
    await bed.page
      .getByRole('status')
      .filter({ hasText: /fail|could not|answered|503/i })
      .first()
      .waitFor();
    expect((await detail(id)).state).toBe('pending');
    await stop.waitFor();
  });
});

function clock(instant: string): string {
  return new Date(instant).toLocaleTimeString('en-GB', { hour12: false });
}
