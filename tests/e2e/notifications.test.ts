import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

interface Told {
  title: string;
  body: string;
}

// A browser without a screen shows no notification: what it is asked to show is written down.
const RECORDER = `
  window.told = [];
  let permission = sessionStorage.getItem('permit') ?? 'default';
  window.Notification = class extends EventTarget {
    static get permission() { return permission; }
    static async requestPermission() {
      permission = 'granted';
      sessionStorage.setItem('permit', permission);
      return permission;
    }
    constructor(title, options) {
      super();
      window.told.push({ title, body: options.body });
      window.lastNotification = this;
    }
    close() {}
  };
  document.hasFocus = () => false;
`;

describe.skipIf(requirePart('chromium').isMissing)(
  'notifications and the search of settings',
  () => {
    let bed: WindowBed;
    beforeAll(async () => {
      bed = await openWindowBed();
      await bed.page.getByRole('button', { name: /^Fire/ }).waitFor();
      await bed.page.addInitScript(RECORDER);
    });
    afterAll(() => bed?.close());

    const told = () => bed.page.evaluate(() => (window as unknown as { told: Told[] }).told);

    it('asks the browser only when told to, and says honestly how it stands', async () => {
      const { page } = bed;
      await bed.open('/settings/notifications');
      await page.getByText('This browser has not been asked yet.').waitFor();
      expect(await bed.axe()).toEqual([]);
      await page.getByRole('button', { name: 'Allow notifications' }).click();
      await page.getByText('Allowed.').waitFor();
      expect(await page.getByLabel('A run finished').isChecked()).toBe(true);
      expect(await page.getByLabel('Show payload text').isChecked()).toBe(false);
      await page.evaluate(() => sessionStorage.setItem('permit', 'denied'));
      await page.reload();
      await page.getByText(/Blocked by this browser/).waitFor();
      await expect
        .poll(() => page.getByRole('button', { name: 'Allow notifications' }).count())
        .toBe(0);
      await page.evaluate(() => sessionStorage.setItem('permit', 'granted'));
    });

    it('tells of a run that finished, and a click opens it', async () => {
      const { page, server } = bed;
      await bed.open('/rules');
      const { json: subscriptions } = await server.control('/api/subscriptions');
      const { json } = await server.control('/api/bursts', {
        method: 'POST',
        json: {
          event_type: 'order.created',
          count: 20,
          rate_per_s: 100,
          subscription_id: subscriptions.items[0].id,
        },
      });
      await expect
        .poll(told)
        .toEqual([{ title: 'Burst finished', body: '20 sent, 20 delivered, 0 failed, 0 lost.' }]);
      await page.evaluate(() =>
        (window as unknown as { lastNotification: EventTarget }).lastNotification.dispatchEvent(
          new Event('click'),
        ),
      );
      await page.waitForURL(`**/burst/${json.id}`);
    });

    it('tells of a saved view with “Notify me”, and a click opens the exact row', async () => {
      const { page, server } = bed;
      await server.control('/api/views', {
        method: 'POST',
        json: { list: 'inbox', name: 'Strangers', filter: 'path:/in/stranger' },
      });
      await bed.open('/settings/notifications');
      await page.getByLabel('Notify me: Strangers').check();
      await page.reload();
      await page.getByLabel('Notify me: Strangers').waitFor();
      // Until its stream is open, a window is told of nothing.
      await page.getByText('Server ready').waitFor();
      await fetch(`${server.urls.receiver}/in/other`, { method: 'POST', body: 'no' });
      await fetch(`${server.urls.receiver}/in/stranger?key=1`, { method: 'POST', body: 'secret' });
      await expect.poll(told).toHaveLength(1);
      const [notice] = await told();
      expect(notice?.title).toBe('Strangers: 1 new');
      expect(notice?.body).toMatch(/^#\d+ POST \/in\/stranger, signature \w+$/);
      await page.evaluate(() =>
        (window as unknown as { lastNotification: EventTarget }).lastNotification.dispatchEvent(
          new Event('click'),
        ),
      );
      const { json } = await server.control('/api/captures?filter=path:/in/stranger');
      await page.waitForURL(`**/inbox/${json.items[0].id}**`);
      await page.getByRole('heading', { name: /POST \/in\/stranger/ }).waitFor();
    });

    it('finds a setting by what it is about', async () => {
      const { page } = bed;
      await bed.open('/settings');
      const parts = page.getByRole('navigation', { name: 'Settings' });
      await parts.getByLabel('Search settings').fill('retention');
      await expect.poll(() => parts.getByRole('link').allInnerTexts()).toEqual(['Storage']);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/settings/storage');
      await parts.getByLabel('Search settings').fill('zzz');
      await parts.getByText('No setting is called so.').waitFor();
      await parts.getByLabel('Search settings').fill('');
      await expect
        .poll(() => parts.getByRole('link').allInnerTexts())
        .toEqual([
          'General',
          'Receiver',
          'Public URL',
          'Dialects and secrets',
          'Forwarding',
          'Storage',
          'Appearance',
          'Shortcuts',
          'Accessibility',
          'Notifications',
          'About',
        ]);
      expect(await bed.axe()).toEqual([]);
    });

    it('threw nothing and broke no policy on the way', () => {
      expect(bed.faults).toEqual([]);
    });
  },
);
