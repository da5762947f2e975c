import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('composing events', () => {
  let server: WholeServer;
  beforeAll(async () => {
    server = await openWholeServer();
    await server.control('/api/demo', { method: 'POST' });
    // The ping that greets it would be taken for what a test sends.
    await until('its ping is there', async () => (await list('/in/demo')).length === 1);
  });
  afterAll(() => server?.close());

  const post = (path: string, json: unknown) => server.control(path, { method: 'POST', json });
  const preview = (json: object) =>
    post('/api/events/preview', { event: 'order.created', ...json });
  const send = (json: object) => post('/api/events/compose', { event: 'order.created', ...json });
  async function captures(count: number, path = '/in/demo') {
    await expect.poll(async () => (await list(path)).length).toBeGreaterThanOrEqual(count);
    return list(path);
  }
  async function list(path: string) {
    const { json } = await server.control(`/api/captures?limit=200&filter=path:${path}`);
    return json.items as { id: string; signature: { verdict: string }; number: number }[];
  }
  const bodyOf = async (id: string) => (await server.control(`/api/captures/${id}/body`)).text;
  const headersOf = async (id: string): Promise<[string, string][]> =>
    (await server.control(`/api/captures/${id}`)).json.raw_headers;

  it('previews the very bytes of what is then sent', async () => {
    const template =
      '{ "id": "{{uuid}}",\n  "n": {{counter}}, "who": "{{fake.person.full_name}}" }';
    const { json: shown } = await preview({ template });
    expect(shown).toMatchObject({ has_template: true, total: 1 });
    const [request] = shown.requests;
    expect(request.body_text).toBe(`{"event":"order.created","data":${shown.data_text}}`);
    expect(request.body_size).toBe(Buffer.byteLength(request.body_text));
    const before = (await list('/in/demo')).length;
    const { status, json: sent } = await send({ template, seed: shown.seed });
    expect(status).toBe(202);
    expect(sent).toMatchObject({ deliveries: 1, message: 'Event triggered: order.created' });
    const [newest] = await captures(before + 1);
    expect(await bodyOf(newest!.id)).toBe(request.body_text);
    expect(newest!.signature.verdict).toBe('valid');
    const names = (headers: [string, string][]) => headers.map(([name]) => name.toLowerCase());
    expect(names(request.headers).sort()).toEqual(names(await headersOf(newest!.id)).sort());
  });

  it('fills a template in anew for each event', async () => {
    const before = (await list('/in/demo')).length;
    const template =
      '{"id":"{{uuid}}","n":{{counter}},"at":"{{now}}","s":{{timestamp}},"me":"{{event_id}}"}';
    const { json } = await send({ template, times: 5 });
    expect(json.event_ids).toHaveLength(5);
    const found = (await captures(before + 5)).slice(0, 5);
    const bodies = await Promise.all(
      found.map(async ({ id }) => JSON.parse(await bodyOf(id)).data),
    );
    expect(bodies.map(({ n }) => n).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(5);
    for (const { id, at, s, me } of bodies) {
      expect(id).toMatch(UUID);
      expect(Math.floor(Date.parse(at) / 1000)).toBe(s);
      expect(json.event_ids).toContain(me);
    }
  });

  it('keeps every character that is no template', async () => {
    const template = '{"big":12345678901234567890, "a":1.0,"a":2}';
    const { json } = await preview({ template });
    expect(json).toMatchObject({ data_text: template, has_template: false });
    const raw = '{"mail":"Hello {{name}}"}';
    const { json: asIs } = await preview({ template: raw, is_template: false });
    expect(asIs.data_text).toBe(raw);
  });

  it.each([
    ['{"id":"{{uid}}"}', /no word uid \(line 1\); did you mean uuid\?/],
    ['{\n"id":{{fake.person.nobody}}}', /line 2/],
    ['{"id":{{uuid}}}', /Not JSON/],
    ['{"id":"{{uuid | nofilter}}"}', /nofilter/],
    ['{\n"a":1,\n}', /line 3/],
  ])('names what is wrong with %j', async (template, text) => {
    const { status, json } = await preview({ template });
    expect(status).toBe(422);
    expect(json.detail).toMatch(text);
    expect(json.errors[0].path).toBe('template');
    expect((await send({ template })).status).toBe(422);
  });

  it('sends nothing where a later event cannot be filled in', async () => {
    const before = (await server.control('/api/ledger')).json.events;
    const template = '{"n":{% if counter < 3 %}1{% else %}oops{% endif %}}';
    expect((await send({ template, times: 5 })).status).toBe(422);
    expect((await server.control('/api/ledger')).json.events).toBe(before);
  });

  it('goes to one URL, as the dialect shapes it', async () => {
    const url = `${server.urls.receiver}/in/github`;
    const target = { url, dialect: 'github', template: '{"zen":"{{ fake.lorem.word }}"}' };
    const { json: shown } = await preview(target);
    expect(shown.requests[0]).toMatchObject({ dialect: 'github', url, subscription_id: null });
    await send({ ...target, seed: shown.seed });
    const [one] = await captures(1, '/in/github');
    expect(await bodyOf(one!.id)).toBe(shown.requests[0].body_text);
  });

  it('previews a public-key dialect quickly: one key for all previews', async () => {
    const { json: dialects } = await server.control('/api/dialects');
    const { id } = dialects.items.find(({ kind }: { kind: string }) => kind === 'asymmetric');
    const wish = { url: 'http://127.0.0.1:9/x', dialect: id, template: '{"a":1}' };
    const { status, json: first } = await preview({ ...wish, break_it: ['wrong_signature'] });
    expect(status).toBe(200);
    const { json: again } = await preview(wish);
    expect(again.requests[0].body_size).toBe(first.requests[0].body_size);
    // What the tests before sent may still be on its way; a preview would stay.
    const pending = async () => (await server.control('/api/ledger')).json.deliveries.pending;
    await expect.poll(pending).toBe(0);
  });

  describe('broken on purpose, each as it promises', () => {
    const fault = async (breakIt: string[], path: string) => {
      const { json } = await server.control('/api/subscriptions');
      const { id } = json.items[0];
      const template = '{"a":\n1}';
      const wish = { template, subscription_id: id, break_it: breakIt };
      const before = (await list('/in/demo')).length;
      const { json: shown } = await preview(wish);
      const { status } = await send(wish);
      expect(status).toBe(202);
      const count = breakIt.includes('duplicate') ? 2 : 1;
      const found = (await captures(before + count, path)).slice(0, count);
      return { shown, found };
    };
    it('wrong signature', async () => {
      const { found } = await fault(['wrong_signature'], '/in/demo');
      expect(found[0]!.signature.verdict).toBe('invalid');
    });
    it('stale time', async () => {
      const { found } = await fault(['stale_time'], '/in/demo');
      expect(found[0]!.signature.verdict).toBe('stale');
    });
    it('no header', async () => {
      const { found, shown } = await fault(['no_header'], '/in/demo');
      expect(found[0]!.signature.verdict).toBe('missing');
      const names = shown.requests[0].headers.map(([name]: [string]) => name);
      expect(names).not.toContain('webhook-signature');
    });
    it('CRLF', async () => {
      const { found, shown } = await fault(['crlf'], '/in/demo');
      expect(found[0]!.signature.verdict).toBe('invalid');
      const body = await bodyOf(found[0]!.id);
      expect(body).toBe('{"event":"order.created","data":{"a":\r\n1}}\r\n');
      expect(shown.requests[0].body_text).toBe(body);
    });
    it('duplicate', async () => {
      const { found, shown } = await fault(['duplicate'], '/in/demo');
      expect(shown.total).toBe(2);
      const ids = await Promise.all(
        found.map(async ({ id }) =>
          (await headersOf(id)).find(([name]) => name.toLowerCase() === 'webhook-id')?.at(1),
        ),
      );
      expect(ids[0]).toBe(ids[1]);
      expect(await bodyOf(found[0]!.id)).toBe(await bodyOf(found[1]!.id));
    });
  });
});

describe('samples of one’s own', () => {
  let server: WholeServer;
  beforeAll(async () => {
    server = await openWholeServer();
  });
  afterAll(() => server?.close());

  const typeNamed = async (name: string) => {
    const { json } = await server.control('/api/event-types');
    return json.items.find((type: { name: string }) => type.name === name);
  };

  it('are kept word for word with a built-in type, over a restart, and stay private', async () => {
    const text = '{ "id": {{counter}}, "big": 12345678901234567890 }';
    const path = '/api/event-types/order.created/samples/v1.2 $odd';
    const saved = await server.control(path, { method: 'PUT', json: { text } });
    expect(saved.status).toBe(200);
    await server.restart();
    expect(await typeNamed('order.created')).toMatchObject({
      origin: 'built_in',
      own_samples: { 'v1.2 $odd': text },
      samples: { minimal: expect.anything() },
    });
    const { json } = await server.exposee('/event-types');
    expect(JSON.stringify(json)).not.toContain('own_samples');
    expect((await server.control(path, { method: 'DELETE' })).status).toBe(204);
    expect((await typeNamed('order.created')).own_samples).toBeUndefined();
  });

  it('refuses what never becomes JSON, and types that do not exist', async () => {
    const put = (name: string, text: string) =>
      server.control(`/api/event-types/${name}/samples/one`, { method: 'PUT', json: { text } });
    expect((await put('order.created', '{nope')).json.detail).toMatch(/not JSON/);
    expect((await put('order.creatd', '{}')).json.detail).toMatch(/order.created/);
  });

  it('has the variants for a type of one’s own, from its schema', async () => {
    const schema = {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        name: { type: 'string' },
        line: { $ref: '#/$defs/Line' },
      },
      $defs: { Line: { type: 'object', properties: { sku: { type: 'string', enum: ['A1'] } } } },
    };
    const saved = await server.control('/api/event-types/car.sold', {
      method: 'PUT',
      json: { schema, sample: { id: 'x', name: 'Ada' } },
    });
    expect(saved.status).toBe(200);
    const { samples, sample } = saved.json;
    expect(sample).toEqual({ id: 'x', name: 'Ada' });
    expect(Object.keys(samples.minimal)).toEqual(['id']);
    expect(samples.every_field).toMatchObject({ line: { sku: 'A1' } });
    expect(samples.odd_unicode.name).toMatch(/山田太郎/);
    expect((await typeNamed('car.sold')).schema).toEqual(schema);
  });
});

describe('event types from a description', () => {
  let server: WholeServer;
  beforeAll(async () => {
    server = await openWholeServer();
  });
  afterAll(() => server?.close());

  it('are added with schema and samples, those that ship stay, and can be fired at once', async () => {
    const schema = {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string', format: 'uuid' }, title: { type: 'string' } },
    };
    const webhook = (of: object) => ({
      post: { requestBody: { content: { 'application/json': { schema: of } } } },
    });
    const text = JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Library', version: '1' },
      webhooks: {
        'book.lent': webhook(schema),
        'order.created': webhook(schema),
        broken: webhook({ type: 'nonsense' }),
      },
    });
    const { status, json } = await server.control('/api/event-types/import', {
      method: 'POST',
      json: { text },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ format: 'openapi' });
    expect(json.items.map((item: { outcome: string }) => item.outcome)).toEqual([
      'added',
      'kept',
      'kept',
    ]);
    const { json: types } = await server.control('/api/event-types');
    const lent = types.items.find((type: { name: string }) => type.name === 'book.lent');
    expect(lent).toMatchObject({ group: 'Library', origin: 'user', schema });
    expect(Object.keys(lent.samples)).toEqual(['minimal', 'every_field', 'odd_unicode']);
    const fired = await server.control('/api/events', {
      method: 'POST',
      json: { event: 'book.lent', data: lent.sample },
    });
    expect(fired.status).toBe(202);
  });
});
