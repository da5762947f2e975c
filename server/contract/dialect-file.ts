import { z } from 'zod';
import { DelaysSchema } from './policy.ts';
import { DialectIdSchema } from './subscription.ts';
import { EventTypeNameSchema, HeaderNameSchema, HeaderValueSchema } from './text.ts';

const MAX_TEMPLATE_LENGTH = 64 * 1024;
const DAY_MS = 86_400_000;

const TemplatesSchema = z
  .record(HeaderNameSchema, HeaderValueSchema)
  .describe('header names and their templates: {"X-Acme-Event": "{{event_type}}"}');

const PlaceSchema = z.union([
  z.strictObject({ header: HeaderNameSchema }),
  z.strictObject({ body: z.string().min(1).max(256).describe('a path such as event.type') }),
  z.null(),
]);

const StampSchema = z.strictObject({
  header: HeaderNameSchema.optional().describe('absent: the pair in the signature header'),
  unit: z.enum(['s', 'ms', 'iso']).default('s'),
  past_ms: z.number().int().min(0).max(DAY_MS).nullable().default(300_000),
  future_ms: z.number().int().min(0).max(DAY_MS).nullable().default(300_000),
});

const SignatureSchema = z.strictObject({
  algorithm: z.enum([
    'hmac-sha256',
    'hmac-sha1',
    'hmac-sha384',
    'hmac-sha512',
    'sha256',
    'ed25519',
    'token',
    'none',
  ]),
  encoding: z.enum(['hex', 'base64', 'base64url']).default('hex'),
  compare: z.enum(['text', 'decoded']).default('text'),
  header: HeaderNameSchema,
  prefix: z.string().max(64).default('').describe('before every signature: sha256='),
  form: z
    .enum(['single', 'list', 'pairs'])
    .default('single')
    .describe('one value; several separated by a blank; t=…,v1=…'),
  pairs: z
    .strictObject({
      separator: z.enum([',', ';']).default(','),
      timestamp: z.string().min(1).max(32).default('t'),
      signature: z.string().min(1).max(32).default('v1'),
      allows_spaces: z.boolean().default(false),
    })
    .optional(),
  signed: z
    .string()
    .max(1024)
    .default('{{body}}')
    .describe('{{timestamp}}.{{body}}; may hold id, timestamp, method, url and body'),
  id_header: HeaderNameSchema.optional(),
  timestamp: StampSchema.optional(),
});

const KeySchema = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('utf8'), prefix: z.string().max(64).default('') }),
  z.strictObject({ form: z.literal('base64'), prefix: z.string().max(64).default('') }),
  z.strictObject({ form: z.literal('hex') }),
  z.strictObject({ form: z.literal('ed25519') }),
]);

/** A dialect that a user describes in a file of the data folder, without code. */
export const DialectFileSchema = z
  .strictObject({
    id: DialectIdSchema,
    name: z.string().min(1).max(80),
    signature: SignatureSchema,
    key: KeySchema.default({ form: 'utf8', prefix: '' }),
    headers: TemplatesSchema.default({}),
    retry_headers: TemplatesSchema.default({}),
    body: z
      .string()
      .max(MAX_TEMPLATE_LENGTH)
      .default('{"event":{{event_type}},"data":{{data}}}')
      .describe('a JSON template; texts are quoted for you'),
    body_form: z.enum(['json', 'form']).default('json'),
    event_type_at: PlaceSchema.default(null),
    delivery_id_at: PlaceSchema.default(null),
    delivery: z
      .strictObject({
        timeout_ms: z.number().int().min(100).max(120_000).default(15_000),
        delays_ms: DelaysSchema.default([0, 60_000, 600_000]),
        stop_statuses: z.array(z.number().int().min(100).max(599)).max(50).default([]),
        success_statuses: z
          .array(z.number().int().min(100).max(599))
          .max(50)
          .nullable()
          .default(null),
      })
      .prefault({}),
    events: z
      .array(
        z.strictObject({
          type: EventTypeNameSchema,
          description: z.string().max(500).default(''),
          data: z.unknown(),
        }),
      )
      .max(100)
      .default([]),
    docs_note: z.string().max(2000).default(''),
  })
  .meta({ id: 'DialectFile' });
export type DialectFile = z.infer<typeof DialectFileSchema>;
