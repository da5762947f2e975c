import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

describe.skipIf(requirePart('chromium').isMissing)('Docs in the window', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    await bed.page.getByRole('button', { name: /^Fire/ }).waitFor();
  }, 60_000);
  afterAll(() => bed?.close());

  it('opens by G H with commands for the very server that is running', async () => {
    const { page, server } = bed;
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    const register = page.getByRole('region', { name: 'Register a URL', exact: true });
    await expect.poll(() => register.innerText()).toContain(`${server.urls.exposee}/webhooks`);
    await page.getByRole('button', { name: 'Copy: Fire an event' }).click();
    const body = /-d '(.*)'/.exec(await bed.copied())?.[1];
    const answer = await server.exposee('/trigger', { method: 'POST', json: JSON.parse(body!) });
    expect(answer.status).toBe(202);
  });

  it('shows the verification code of each dialect in each language', async () => {
    const { page, server } = bed;
    await bed.open('/docs/verify');
    await page.getByLabel('Dialect').selectOption({ label: 'GitHub' });
    await page.getByLabel('Language').selectOption({ label: 'Python' });
    const { json } = await server.control('/api/dialects/github/snippets');
    const { code } = json.items.find(({ language }: { language: string }) => language === 'python');
    const shown = page.getByRole('region', { name: 'Verify in Python' });
    await expect.poll(async () => (await shown.innerText()).trim()).toBe(code.trim());
  });

  it('lists every route of the exposee', async () => {
    const { page, server } = bed;
    await bed.open('/docs/api');
    const text = await page.getByRole('list', { name: 'Routes' }).innerText();
    const { json } = await server.exposee('/openapi.json');
    for (const path of Object.keys(json.paths)) {
      expect(text).toContain(path);
    }
  });

  it('holds no secret of this server', async () => {
    const { page, server } = bed;
    const { json } = await server.control('/api/subscriptions');
    const { json: key } = await server.control(
      `/api/subscriptions/${json.items[0].id}/reveal-secret`,
      {
        method: 'POST',
      },
    );
    expect(key.secret).toMatch(/^whsec_/);
    for (const chapter of ['quick-start', 'verify', 'payloads', 'api']) {
      await bed.open(`/docs/${chapter}`);
      expect(await page.locator('main').innerText()).not.toContain(key.secret);
    }
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`37: axe finds nothing, ${theme}`, async () => {
      await bed.page.emulateMedia({ colorScheme: theme });
      const found: string[] = [];
      for (const chapter of ['quick-start', 'verify', 'payloads', 'api']) {
        await bed.open(`/docs/${chapter}`);
        found.push(...(await bed.axe()));
      }
      expect(found).toEqual([]);
    });
  }

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
