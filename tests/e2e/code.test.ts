import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findOnPath } from '../support/executables.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, standardHeaders, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');
const hasCurl = findOnPath(['curl']) !== undefined && findOnPath(['bash']) !== undefined;
const run = promisify(execFile);
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BODY = '{"quote":"it\'s \\"fine\\" $HOME `x`","note":"Grüße 🎉"}\r\n';

describe.skipIf(chromium.isMissing)('the Code tab and Copy as', () => {
  let bed: WindowBed;
  let captureId: string;

  beforeAll(async () => {
    bed = await openWindowBed();
    await bed.server.control('/api/inboxes', {
      method: 'POST',
      json: { path: '/in/orders', dialect: 'standard', secrets: [SECRET] },
    });
    await fetch(`${bed.server.urls.receiver}/in/orders?token=abc123`, {
      method: 'POST',
      body: BODY,
      headers: {
        ...standardHeaders(BODY, { secret: SECRET }),
        authorization: 'Bearer very-secret',
        cookie: 'session=very-secret',
      },
    });
    const { json } = await bed.server.control('/api/captures?limit=1&filter=path:/in/orders*');
    captureId = json.items[0].id;
    await bed.open(`/inbox/${captureId}?tab=code`);
  });

  afterAll(() => bed?.close());

  const code = () => bed.page.getByRole('region', { name: 'Code' });
  const choose = (format: string) => bed.page.getByLabel('Format').selectOption(format);
  /** Answers what is copied, once it is what is shown. */
  const copy = async () => {
    await bed.page.evaluate(() => navigator.clipboard.writeText(''));
    await bed.page.getByRole('tabpanel').getByRole('button', { name: /^Copy/ }).click();
    await expect.poll(bed.copied).not.toBe('');
    return bed.copied();
  };

  /** Body and headers of the newest capture but for those that the sender's tool makes. */
  async function newest() {
    const { json } = await bed.server.control('/api/captures?limit=1&filter=path:/in/orders*');
    const { id } = json.items[0];
    const detail = await bed.server.control(`/api/captures/${id}`);
    const body = await bed.server.control(`/api/captures/${id}/body`);
    const wanted = /^(webhook-|authorization|cookie|content-type)/i;
    const headers = (detail.json.raw_headers as [string, string][])
      .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
      .filter((line) => wanted.test(line))
      .sort();
    return { id, method: detail.json.method, path: detail.json.path, headers, body: body.text };
  }

  it('20: masks credentials until it is told otherwise, for that copy only', async () => {
    await choose('curl_bash');
    await expect.poll(() => code().innerText()).toContain('curl ');
    const masked = await code().innerText();
    for (const secret of ['very-secret', 'abc123']) {
      expect(masked).not.toContain(secret);
    }
    expect(await copy()).not.toContain('very-secret');
    await bed.page.getByText('Copied as cURL (bash) (credentials masked)').first().waitFor();
    await bed.page.getByLabel('Include credentials').check();
    await expect.poll(() => code().innerText()).toContain('very-secret');
    await choose('raw');
    await expect.poll(() => bed.page.getByLabel('Include credentials').isChecked()).toBe(false);
    await expect.poll(() => code().innerText()).toContain('POST /in/orders');
    expect(await code().innerText()).not.toContain('very-secret');
  });

  it.skipIf(!hasCurl)('19: the copy for bash, run there, sends the same bytes', async () => {
    const before = await newest();
    await choose('curl_bash');
    await bed.page.getByLabel('Include credentials').check();
    await expect.poll(() => code().innerText()).toContain('very-secret');
    await run('bash', ['-c', await copy()]);
    const after = await newest();
    expect(after.id).not.toBe(before.id);
    expect(after).toEqual({ ...before, id: after.id });
  });

  it('the copy for fetch, run by Node, sends the same bytes', async () => {
    const before = await newest();
    await choose('fetch');
    await bed.page.getByLabel('Include credentials').check();
    await expect.poll(() => code().innerText()).toContain('very-secret');
    await run(process.execPath, ['--input-type=module', '-e', await copy()]);
    const after = await newest();
    expect(after.id).not.toBe(before.id);
    expect(after).toEqual({ ...before, id: after.id });
  });

  it('C and a letter copy at once, masked', async () => {
    await bed.page.getByRole('tab', { name: 'Code' }).focus();
    for (const [key, toast, part] of [
      ['f', 'Copied as fetch (credentials masked)', 'await fetch('],
      ['r', 'Copied as raw HTTP (credentials masked)', 'POST /in/orders'],
      ['h', 'Copied as HAR (credentials masked)', '"log"'],
      ['c', 'Copied as cURL (credentials masked)', 'curl '],
    ] as const) {
      await bed.page.keyboard.press('c');
      await bed.page.keyboard.press(key);
      await bed.page.getByText(toast).first().waitFor();
      await expect.poll(bed.copied).toContain(part);
      expect(await bed.copied()).not.toContain('very-secret');
    }
    await bed.page.keyboard.press('c');
    await bed.page.keyboard.press('b');
    await bed.page.getByText('Copied as body').first().waitFor();
    await expect.poll(bed.copied).toBe(BODY);
  });

  it('shows how to verify such requests, in seven languages', async () => {
    for (const language of ['node', 'python', 'go', 'ruby', 'php', 'java', 'csharp']) {
      await choose(`verify_${language}`);
      await expect.poll(() => code().innerText()).toContain('webhook-signature');
      expect(await code().innerText()).not.toContain(SECRET.slice(6, 20));
    }
  });

  it('is where the explainer leads to for a fix', async () => {
    await fetch(`${bed.server.urls.receiver}/in/orders`, {
      method: 'POST',
      body: '{}\n',
      headers: standardHeaders('{}\n', { secret: SECRET, signedText: '{}' }),
    });
    const { json } = await bed.server.control('/api/captures?limit=1&filter=sig:bad');
    await bed.open(`/inbox/${json.items[0].id}?tab=signature`);
    await bed.page.getByRole('button', { name: 'Show fix in another language' }).click();
    expect(await bed.axe()).toEqual([]);
    await bed.page.getByRole('menuitem', { name: 'Python' }).click();
    await expect.poll(() => code().innerText()).toContain('import hmac');
  });

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1440, 1000, 400]) {
      it(`37, 38: axe finds nothing at ${width} px, ${theme}`, async () => {
        await bed.page.emulateMedia({ colorScheme: theme });
        await bed.page.setViewportSize({ width, height: 900 });
        await code().waitFor();
        expect(await bed.axe()).toEqual([]);
      });
    }
  }

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
