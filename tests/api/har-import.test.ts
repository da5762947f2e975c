import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

interface Wire {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly status: number;
}

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/har/${name}`, import.meta.url), 'utf8');

/** Requests whose body a program leaves out of its HAR, or writes in an order of its own. */
const RECORDERS: Record<string, { lacks: readonly string[]; sorts: readonly string[] }> = {
  'chromium-playwright': { lacks: ['/multipart', '/bytes'], sorts: [] },
  'chrome-har': { lacks: ['/json?a=1&b=%20c&b=&d', '/multipart'], sorts: ['/form'] },
  firefox: { lacks: [], sorts: [] },
};

const pairsOf = (base64: string) =>
  [...new URLSearchParams(Buffer.from(base64, 'base64').toString())].map(String).sort();

// tests/fixtures/har/README.md says how they were made and what is odd about each.
describe.each(Object.keys(RECORDERS))('the HAR of %s', (name) => {
  const wire: Wire[] = JSON.parse(fixture(`${name}.wire.json`)).filter(
    ({ target }: Wire) => target !== '/start',
  );
  const { lacks, sorts } = RECORDERS[name] ?? { lacks: [], sorts: [] };
  let server: WholeServer;
  // biome-ignore lint/suspicious/noExplicitAny: answers of the API, read by the tests below.
  let captures: any[];

  beforeAll(async () => {
    server = await openWholeServer();
    const text = fixture(`${name}.har`);
    const imported = await server.control('/api/import', { method: 'POST', json: { text } });
    expect(imported.status, imported.text).toBe(200);
    const { items } = (await server.control('/api/captures?limit=100')).json;
    captures = await Promise.all(
      items.map(async ({ id }: { id: string }) => ({
        ...(await server.control(`/api/captures/${id}`)).json,
        bytes: await bodyOf(id),
      })),
    );
    captures.reverse();
  });
  afterAll(() => server.close());

  async function bodyOf(id: string): Promise<string> {
    const response = await fetch(`${server.urls.control}/api/captures/${id}/body`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    return Buffer.from(await response.arrayBuffer()).toString('base64');
  }

  it('becomes the requests that were on the wire, and no other', () => {
    const shown = captures.map(({ method, path, status }) => [method, path, status]);
    expect(shown).toEqual(wire.map(({ method, target, status }) => [method, target, status]));
  });

  it('keeps each body byte for byte; one that the file lacks is marked as cut', () => {
    const found = captures.map(({ path, bytes, is_cut }) => [
      path,
      sorts.includes(path) ? pairsOf(bytes) : bytes,
      is_cut,
    ]);
    const wanted = wire.map(({ target, body }) => {
      const bytes = sorts.includes(target) ? pairsOf(body) : body;
      return lacks.includes(target) ? [target, '', true] : [target, bytes, false];
    });
    expect(found).toEqual(wanted);
  });

  it('keeps a header of our own with its case', () => {
    const json = captures.find(({ path }) => path.startsWith('/json'));
    expect(json.raw_headers).toContainEqual(['X-Odd-Case', '1']);
  });
});
