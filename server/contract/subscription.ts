import { z } from 'zod';
import { SubscriptionIdSchema } from './ids.ts';
import { EventTypesSchema, PolicyChangeSchema, PolicySchema } from './policy.ts';
import { HeaderNameSchema, HeaderValueSchema, HttpUrlSchema, InstantSchema } from './text.ts';

/** The id of a dialect, built in or a user's own. */
export const DialectIdSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'a dialect id such as standard or github');

/** Static headers sent with every attempt. Names that Hookbench or HTTP own are refused. */
export const StaticHeadersSchema = z
  .record(HeaderNameSchema, HeaderValueSchema)
  .refine((headers) => Object.keys(headers).length <= 50, 'at most 50 headers');

/** A signing secret as it is given; it leaves the server once, when it was made there. */
export const SecretSchema = z
  .string()
  .min(1, 'a secret must not be empty')
  .max(4096, 'at most 4096 characters');

/** Body of `POST /webhooks/register`. */
export const RegisterSchema = z.object({
  url: HttpUrlSchema,
  event_types: EventTypesSchema,
  secret: SecretSchema.optional(),
  dialect: DialectIdSchema.optional(),
  description: z.string().max(500).optional(),
  headers: StaticHeadersSchema.optional(),
});
export type RegisterInput = z.infer<typeof RegisterSchema>;

/** Why a subscription gets nothing: paused by its user (queueing), or disabled. */
export const SubscriptionStateSchema = z.enum(['enabled', 'paused', 'disabled']);
export type SubscriptionState = z.infer<typeof SubscriptionStateSchema>;

/** Since when, why and in which words a subscription is not delivered to. */
export const DisabledSchema = z.object({
  reason: z.enum(['user', 'gone', 'failing', 'asked', 'unregistered']),
  at: InstantSchema,
  text: z.string(),
});

/** A subscription as others see it: never with its secret. */
export const SubscriptionSchema = z
  .object({
    id: SubscriptionIdSchema,
    url: z.string(),
    event_types: z.array(z.string()),
    dialect: z.string(),
    enabled: z.boolean(),
    state: SubscriptionStateSchema,
    name: z.string(),
    description: z.string(),
    headers: z.record(z.string(), z.string()),
    policy: PolicySchema,
    disabled: DisabledSchema.nullable(),
    failing_since: InstantSchema.nullable().describe('first failure since the last success'),
    disables_at: InstantSchema.nullable().describe(
      'when auto-disable will act if nothing succeeds',
    ),
    disable_warned_at: InstantSchema.nullable().describe(
      'first failure after half of the time until auto-disable had passed',
    ),
    confirmation: z
      .object({ is_confirmed: z.boolean(), at: InstantSchema, text: z.string() })
      .nullable()
      .describe('how the URL answered the question that its dialect asks of it, if it asks one'),
    secret_hint: z.string().describe('masked: prefix and last three characters'),
    secrets: z.number().int().describe('2 while a rotation overlaps'),
    public_key: z.string().nullable(),
    is_demo: z.boolean(),
    created_at: InstantSchema,
    counts: z.object({
      pending: z.number().int(),
      delivered: z.number().int(),
      failed: z.number().int(),
      cancelled: z.number().int(),
    }),
  })
  .meta({ id: 'Subscription' });
export type Subscription = z.infer<typeof SubscriptionSchema>;

/** A new subscription with its policy. */
export const SubscriptionCreateSchema = RegisterSchema.extend({
  name: z.string().max(80).optional(),
  policy: PolicyChangeSchema.optional(),
});

/** What is left out stays as it is. */
export const SubscriptionChangeSchema = z
  .object({
    url: HttpUrlSchema,
    event_types: EventTypesSchema,
    name: z.string().max(80),
    description: z.string().max(500),
    headers: StaticHeadersSchema,
    dialect: DialectIdSchema,
    policy: PolicyChangeSchema,
    state: SubscriptionStateSchema,
  })
  .partial();
export type SubscriptionChange = z.infer<typeof SubscriptionChangeSchema>;

/** Answer to a registration; the secret is shown this once. */
export const RegisteredSchema = z.object({
  message: z.string(),
  id: SubscriptionIdSchema,
  url: z.string(),
  event_types: z.array(z.string()),
  secret: z.string().optional().describe('what a symmetric dialect verifies with; shown once'),
  public_key: z.string().optional().describe('what an asymmetric dialect verifies with'),
  dialect: z.string(),
});
export type Registered = z.infer<typeof RegisteredSchema>;
