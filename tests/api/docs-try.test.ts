import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

describe('trying the exposee’s routes', () => {
  let server: WholeServer;
  beforeAll(async () => {
    server = await openWholeServer();
  });
  afterAll(() => server?.close());

  const attempt = (json: object) => server.control('/api/docs/try', { method: 'POST', json });

  it('answers what an integrator gets, refusals too', async () => {
    const bodyText = '{"event":"payment_received","data":{"id":12345678901234567890}}';
    const { json } = await attempt({ method: 'POST', path: '/trigger', body_text: bodyText });
    expect(json.status).toBe(202);
    const { event_id: id } = JSON.parse(json.body_text);
    const event = await server.control(`/api/events/${id}`);
    expect(event.json.data_text).toBe('{"id":12345678901234567890}');
    const refused = await attempt({ method: 'POST', path: '/trigger', body_text: '{' });
    expect(refused.json.status).toBe(400);
    expect(JSON.parse(refused.json.body_text).code).toBe('invalid_json');
  });

  it('adds the API key, and never shows it', async () => {
    const key = 'k-0123456789-0123456789';
    await server.control('/api/settings', { method: 'PATCH', json: { exposee_api_key: key } });
    const { json, text } = await attempt({ method: 'GET', path: '/webhooks' });
    expect(json.status).toBe(200);
    expect(text).not.toContain(key);
    await server.control('/api/settings', { method: 'PATCH', json: { exposee_api_key: null } });
  });

  it('blanks secrets in the answer', async () => {
    const body = { url: `${server.urls.receiver}/x`, event_types: ['*'] };
    const { json } = await attempt({
      method: 'POST',
      path: '/webhooks/register',
      body_text: JSON.stringify(body),
    });
    expect(json.status).toBe(201);
    expect(JSON.parse(json.body_text).secret).toBe('[redacted]');
  });

  it.each([
    ['GET', '/docs'],
    ['GET', '/webhook/../../api/state'],
    ['GET', '//127.0.0.1:1/webhooks'],
    ['POST', '/webhooks/register/../x'],
    ['DELETE', '/trigger'],
    ['GET', '/webhook/a/b'],
    ['GET', '/ping HTTP/1.1'],
  ])('calls nothing but its routes: %s %s', async (method, path) => {
    expect((await attempt({ method, path })).status).toBe(422);
  });
});

describe('the OpenAPI of the exposee', () => {
  it('is valid as JSON and YAML, with types whose schemas refer to their own parts', async () => {
    const server = await openWholeServer();
    try {
      await server.control('/api/event-types/book.lent', {
        method: 'PUT',
        json: {
          schema: {
            $ref: '#/components/schemas/Book',
            components: {
              schemas: {
                Book: { properties: { author: { $ref: '#/components/schemas/Author' } } },
                Author: { type: 'object' },
              },
            },
          },
          sample: {},
        },
      });
      const { json } = await server.exposee('/openapi.json');
      const yaml = await server.exposee('/openapi.yaml');
      expect(yaml.headers.get('content-type')).toContain('application/yaml');
      expect(parse(yaml.text)).toEqual(json);
      const result = await new Validator().validate(structuredClone(json));
      expect(result.errors ?? []).toEqual([]);
      for (const [, pointer = ''] of JSON.stringify(json).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
        const steps = pointer.split('/').map((step) => step.replaceAll('~1', '/'));
        const found = steps.reduce<unknown>((at, step) => Object(at)[step], json);
        expect(found, pointer).toBeDefined();
      }
      const exported = await server.control('/api/docs/openapi/yaml');
      expect(exported.text).toBe(yaml.text);
    } finally {
      await server.close();
    }
  });
});
