import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExposeeBed, type ExposeeBed } from '../support/exposee-bed.ts';

let bed: ExposeeBed;
beforeAll(async () => {
  bed = await createExposeeBed();
});
afterAll(() => bed.close());

async function read(path: string) {
  const response = await fetch(bed.url + path, { redirect: 'manual' });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('/docs', () => {
  it('shows how to register in three languages and to receive in two', async () => {
    const { status, text } = await read('/docs');
    expect(status).toBe(200);
    for (const wanted of [
      'axios.post',
      'requests.post',
      'curl -X POST',
      'express.raw',
      'FastAPI()',
    ]) {
      expect(text).toContain(wanted);
    }
    expect(text).toContain('payment_received');
    expect(text).toContain('after 5 seconds, 5 minutes');
  });

  it('is written for the public URL once one is set, and escapes it', async () => {
    await bed.settings.change({ exposee_public_url: "https://hooks.example.com/a'<b>" });
    const { text } = await read('/docs');
    expect(text).toContain('https://hooks.example.com/a&#39;&lt;b&gt;/webhooks/register');
    expect(text).not.toContain('<b>');
    const { servers } = JSON.parse((await read('/openapi.json')).text);
    expect(servers).toEqual([{ url: "https://hooks.example.com/a'<b>" }]);
    await bed.settings.change({ exposee_public_url: null });
  });

  it('tells of the API key only where one is needed, and stays open itself', async () => {
    expect((await read('/docs')).text).not.toContain('API_KEY');
    await bed.settings.change({ exposee_api_key: 'a-key-of-the-integrator' });
    const { status, text } = await read('/docs');
    expect([status, text.includes('API_KEY')]).toEqual([200, true]);
    expect(text).not.toContain('a-key-of-the-integrator');
    await bed.settings.change({ exposee_api_key: null });
  });

  it('loads nothing from elsewhere, and its policy forbids it', async () => {
    for (const path of ['/docs', '/docs/reference']) {
      const { text, headers } = await read(path);
      const sources = [...text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, url]) => url ?? '');
      const loaded = sources.filter((url) => url.startsWith('/docs/assets/'));
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self';/,
      );
      for (const url of loaded) {
        expect((await read(url)).status, url).toBe(200);
      }
      expect(text).not.toMatch(/<(script|link|img)[^>]+https?:/);
    }
  });

  it('serves no other file of the package', async () => {
    for (const name of ['package.json', 'index.html', '..%2Fpackage.json', '%2e%2e/package.json']) {
      expect((await read(`/docs/assets/${name}`)).status).toBe(404);
    }
  });

  it('is where the root leads', async () => {
    const { status, headers } = await read('/');
    expect([status, headers.get('location')]).toEqual([302, '/docs']);
  });
});
