import { describe, expect, it } from 'vitest';
import { readSpec } from '../../../../server/core/spec-import/read-spec.ts';

const OPENAPI = `
openapi: 3.1.0
info: { title: Pet shop, version: '1' }
paths:
  /subscribe:
    post:
      callbacks:
        petFound:
          '{$request.body#/url}':
            post:
              requestBody:
                content:
                  application/json:
                    schema: { type: object, properties: { spot: { type: string } } }
webhooks:
  pet sold!:
    post:
      summary: A pet found a home
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Sold' }
            example: { event: sold, data: { id: 7 } }
components:
  schemas:
    Sold:
      type: object
      properties:
        event: { type: string }
        data: { $ref: '#/components/schemas/Pet' }
    Pet:
      type: object
      required: [id]
      properties:
        id: { type: integer }
        owner: { $ref: '#/components/schemas/Owner' }
    Owner: { type: object, properties: { pets: { type: array, items: { $ref: '#/components/schemas/Pet' } } } }
    Unrelated: { type: string }
`;

describe('a description of events', () => {
  it('is read from OpenAPI: webhooks and callbacks, with what their schemas refer to', () => {
    const spec = readSpec(OPENAPI);
    expect(spec).toMatchObject({ format: 'openapi', group: 'Pet shop' });
    const [sold, found] = spec.types;
    expect(sold).toMatchObject({
      name: 'pet_sold',
      description: 'A pet found a home',
      example: { id: 7 },
      note: 'was “pet sold!”; its data member is taken: the rest is the envelope',
    });
    expect(sold?.schema).toMatchObject({ $ref: '#/components/schemas/Pet' });
    const { components } = Object(sold?.schema) as { components: { schemas: object } };
    expect(Object.keys(components.schemas).sort()).toEqual(['Owner', 'Pet']);
    expect(found).toMatchObject({ name: 'petFound', note: null });
  });

  it('is read from OpenAPI 3.0, its schemas put into the words of 2020-12', () => {
    const { types } = readSpec(
      JSON.stringify({
        openapi: '3.0.3',
        'x-webhooks': {
          a: {
            post: {
              requestBody: {
                content: {
                  'application/json': {
                    schema: {
                      type: 'object',
                      properties: {
                        n: { type: 'integer', minimum: 1, exclusiveMinimum: true, nullable: true },
                        nullable: { type: 'string' },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      }),
    );
    expect(types[0]?.schema).toEqual({
      type: 'object',
      properties: {
        n: { type: ['integer', 'null'], exclusiveMinimum: 1 },
        nullable: { type: 'string' },
      },
    });
  });

  it.each([
    [
      '2.6',
      {
        asyncapi: '2.6.0',
        channels: {
          'user/signedup': {
            subscribe: { message: { oneOf: [{ $ref: '#/components/messages/Up' }] } },
          },
        },
        components: { messages: { Up: { name: 'user.up', payload: { type: 'object' } } } },
      },
      ['user.up'],
    ],
    [
      '3.0',
      {
        asyncapi: '3.0.0',
        channels: {
          users: {
            messages: {
              'user.up': { payload: { type: 'object' } },
              'user.down': { $ref: '#/components/messages/Down' },
            },
          },
        },
        components: { messages: { Down: { payload: { schema: { type: 'string' } } } } },
      },
      ['user.up', 'user.down'],
    ],
  ])('is read from AsyncAPI %s', (_, document, names) => {
    const { types, format } = readSpec(JSON.stringify(document));
    expect(format).toBe('asyncapi');
    expect(types.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    [{ title: 'Order', type: 'object' }, ['Order']],
    [{ $id: 'https://x.test/schemas/order.paid.schema.json', type: 'object' }, ['order.paid']],
    [{ $defs: { 'order.paid': { type: 'object' }, b: { type: 'string' } } }, ['order.paid', 'b']],
  ])('is read from a JSON Schema: %j', (document, names) => {
    expect(readSpec(JSON.stringify(document)).types.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    ['{"openapi":"3.1.0","paths":{}}', /no webhooks with a JSON body/],
    ['{"asyncapi":"3.0.0"}', /no messages/],
    ['{"swagger":"2.0"}', /Swagger 2.0/],
    ['{"hello":1}', /neither OpenAPI/],
    ['just text', /single value/],
    ['a: [1', /neither JSON nor YAML/],
    [
      `a: &a [x]\n${'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n'}c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ntype: x`,
      /neither JSON nor YAML|./,
    ],
  ])('says why it cannot be read: %s', (text, message) => {
    expect(() => readSpec(text)).toThrow(message);
  });

  it('reaches no prototype', () => {
    const text =
      '{"openapi":"3.1.0","webhooks":{"a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/__proto__/x"}}}}}}}}';
    readSpec(text);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});
