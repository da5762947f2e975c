import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

describe.skipIf(requirePart('chromium').isMissing)('Docs in the window', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    await bed.page.getByRole('button', { name: /^Fire/ }).waitFor();
  });
  afterAll(() => bed?.close());

  it('opens by G H with commands for the very server that is running', async () => {
    const { page, server } = bed;
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    const register = page.getByRole('region', { name: 'Register a URL', exact: true });
    await expect.poll(() => register.innerText()).toContain(`${server.urls.exposee}/webhooks`);
    await page.getByRole('button', { name: 'Copy: Fire an event' }).click();
    await expect.poll(bed.copied).toMatch(/-d '.*'/);
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
    const routes = page.getByRole('list', { name: 'Routes' });
    const { json } = await server.exposee('/openapi.json');
    for (const path of Object.keys(json.paths)) {
      await expect.poll(() => routes.innerText()).toContain(path);
    }
  });

  it('tries a route against the exposee that is running, and copies it as cURL that does the same', async () => {
    const { page, server } = bed;
    await bed.open('/docs/api');
    await page.getByLabel('Search endpoints').fill('trigger');
    await page.getByRole('link', { name: /^POST \/trigger$/ }).click();
    const route = page.getByRole('region', { name: 'POST /trigger' });
    const events = async () => (await server.control('/api/ledger')).json.events;
    const before = await events();
    await route.getByRole('button', { name: 'Send' }).click();
    const answer = route.getByRole('region', { name: 'Answer', exact: true });
    await answer.getByText('202').first().waitFor();
    await expect.poll(() => answer.innerText()).toContain('Event triggered: payment_received');
    expect(await events()).toBe(before + 1);
    await route.getByRole('button', { name: 'Copy as cURL' }).click();
    await expect.poll(bed.copied).toContain(`${server.urls.exposee}/trigger`);
    const curl = await bed.copied();
    const { stdout } = await promisify(execFile)('bash', ['-c', `${curl} -s`]);
    expect(JSON.parse(stdout).message).toBe('Event triggered: payment_received');
    expect(await events()).toBe(before + 2);
    await route
      .getByRole('textbox', { name: 'Body' })
      .fill('{"event":"payment_recieved","data":1}');
    await page.keyboard.press('Control+Enter');
    await answer.getByText('422').first().waitFor();
    await expect.poll(() => answer.innerText()).toContain('did you mean payment_received');
  });

  it('asks for the id of a path, and shows no secret that an answer holds', async () => {
    const { page, server } = bed;
    await bed.open('/docs/api?route=fireHook');
    const send = page.getByRole('button', { name: 'Send' });
    await expect.poll(() => send.getAttribute('aria-disabled')).toBe('true');
    await page.getByLabel('id', { exact: true }).fill('00000000-0000-4000-8000-000000000000');
    await send.click();
    await page.getByText('webhook ID not found').waitFor();
    await bed.open('/docs/api?route=register');
    await page.getByRole('button', { name: 'Send' }).click();
    const answer = page.getByRole('region', { name: 'Answer', exact: true });
    await answer.getByText('201').first().waitFor();
    await expect.poll(() => answer.innerText()).toContain('[redacted]');
    expect(await answer.innerText()).not.toMatch(/whsec_/);
    const { json } = await server.control('/api/subscriptions');
    expect(json.items[0].url).toBe(`${server.urls.receiver}/hooks`);
    expect(await bed.axe()).toEqual([]);
  });

  it('saves OpenAPI 3.1 as JSON and as YAML, the same and valid', async () => {
    const { page } = bed;
    await bed.open('/docs/api');
    const saved = async (name: string) => {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name, exact: true }).click();
      const file = await download;
      expect(file.suggestedFilename()).toBe(`hookbench-openapi.${name.toLowerCase()}`);
      return readFile(await file.path(), 'utf8');
    };
    const json = JSON.parse(await saved('JSON'));
    expect(parse(await saved('YAML'))).toEqual(json);
    const result = await new Validator().validate(structuredClone(json));
    expect(result.errors ?? []).toEqual([]);
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
