import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { controlRoutes } from '../../server/contract/control-routes.ts';
import { exposeeRoutes } from '../../server/contract/exposee-routes.ts';
import { builtInEventTypes } from '../../server/core/catalogue/built-in.ts';
import { controlOpenApi, exposeeOpenApi } from '../../server/http/openapi.ts';

const exposee = JSON.parse(exposeeOpenApi(builtInEventTypes(), 'https://hooks.example.com'));
const control = JSON.parse(controlOpenApi());

describe.each([
  ['exposee', exposee, exposeeRoutes],
  ['control', control, controlRoutes],
] as const)('the OpenAPI document of the %s', (_, document, routes) => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(document.openapi).toBe('3.1.0');
  });

  it('describes every route of its table', () => {
    for (const [id, { method, path }] of Object.entries(routes)) {
      expect(document.paths[path]?.[method.toLowerCase()]?.operationId, id).toBe(id);
    }
  });

  it('refers to nothing that is not in it', () => {
    const names = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, ref]) => ref,
    );
    expect(names.length).toBeGreaterThan(0);
    for (const ref of new Set(names)) {
      const name = /^#\/components\/schemas\/(\w+)$/.exec(ref ?? '')?.[1] ?? '';
      expect(document.components.schemas[name], ref).toBeDefined();
    }
  });

  it('says that a body has no other members, but where anything may stand', () => {
    for (const { method, path, ...route } of Object.values(routes)) {
      const { requestBody } = document.paths[path][method.toLowerCase()];
      const schema = requestBody?.content['application/json'].schema;
      if ('body' in route && schema.properties) {
        expect(schema.additionalProperties, path).toBe(false);
      }
    }
    const inputs = Object.entries<{ properties?: object; additionalProperties?: unknown }>(
      document.components.schemas,
    ).filter(([name]) => name.endsWith('Input'));
    for (const [name, schema] of inputs) {
      expect(schema.properties && schema.additionalProperties, name).not.toBe(undefined);
    }
  });

  it('says that 400 is for what is no JSON and 422 for what is wrong in it', () => {
    for (const { method, path, ...route } of Object.values(routes)) {
      const { responses } = document.paths[path][method.toLowerCase()];
      expect(Object.keys(responses)).toContain('default');
      expect('422' in responses).toBe('body' in route);
    }
  });
});

describe('the webhooks section', () => {
  it('has every event type with its schema, sample and signature headers', () => {
    for (const type of builtInEventTypes()) {
      const { post } = exposee.webhooks[type.name];
      const content = post.requestBody.content['application/json'];
      expect(content.schema.properties.event.const).toBe(type.name);
      expect(content.examples.typical.value).toEqual({ event: type.name, data: type.sample });
      expect(post.parameters.map(({ name }: { name: string }) => name)).toEqual([
        'webhook-id',
        'webhook-timestamp',
        'webhook-signature',
      ]);
    }
  });
});
