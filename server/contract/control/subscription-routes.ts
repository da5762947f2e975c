import { z } from 'zod';
import { SubscriptionIdSchema } from '../ids.ts';
import { ListQuerySchema, pageOf } from '../page.ts';
import { defineRoutes } from '../route.ts';
import {
  RegisteredSchema,
  SecretSchema,
  SubscriptionChangeSchema,
  SubscriptionCreateSchema,
  SubscriptionSchema,
} from '../subscription.ts';

const ById = z.object({ id: SubscriptionIdSchema });
const tag = 'Subscriptions';

export const subscriptionRoutes = defineRoutes({
  listSubscriptions: {
    method: 'GET',
    path: '/api/subscriptions',
    tag,
    summary: 'Subscriptions, newest first',
    status: 200,
    query: ListQuerySchema,
    reply: pageOf(SubscriptionSchema),
  },
  createSubscription: {
    method: 'POST',
    path: '/api/subscriptions',
    tag,
    summary: 'Register a URL, with name and policy; a ping is delivered to it at once',
    status: 201,
    body: SubscriptionCreateSchema,
    reply: RegisteredSchema,
  },
  getSubscription: {
    method: 'GET',
    path: '/api/subscriptions/{id}',
    tag,
    summary: 'One subscription',
    status: 200,
    params: ById,
    reply: SubscriptionSchema,
  },
  changeSubscription: {
    method: 'PATCH',
    path: '/api/subscriptions/{id}',
    tag,
    summary:
      'Change any of its fields; pause, resume or disable by `state`. Event types and content filter decide when an event is published: what is on its way by then still arrives, with the new URL, secret and policy',
    status: 200,
    params: ById,
    body: SubscriptionChangeSchema,
    reply: SubscriptionSchema,
  },
  deleteSubscription: {
    method: 'DELETE',
    path: '/api/subscriptions/{id}',
    tag,
    summary: 'Remove it; pending deliveries are cancelled',
    status: 204,
    params: ById,
  },
  restoreSubscription: {
    method: 'POST',
    path: '/api/subscriptions/{id}/restore',
    tag,
    summary:
      'Put it back as it was when it was removed, with id, state and secrets; what the removal cancelled waits again. Remembered until the server stops',
    status: 200,
    params: ById,
    reply: z.object({
      subscription: SubscriptionSchema,
      resumed: z.number().int().describe('deliveries that wait again'),
    }),
  },
  pingSubscription: {
    method: 'POST',
    path: '/api/subscriptions/{id}/ping',
    tag,
    summary: 'Deliver a ping to it',
    status: 202,
    params: ById,
    reply: z.object({ event_id: z.string(), delivery_id: z.string() }),
  },
  rotateSecret: {
    method: 'POST',
    path: '/api/subscriptions/{id}/rotate',
    tag,
    summary: 'Give it a new secret; the old one signs beside it for the overlap',
    status: 200,
    params: ById,
    body: z.object({
      secret: SecretSchema.optional(),
      overlap_ms: z
        .number()
        .int()
        .min(0)
        .max(30 * 86_400_000)
        .default(86_400_000),
    }),
    reply: RegisteredSchema,
  },
  revealSecret: {
    method: 'POST',
    path: '/api/subscriptions/{id}/reveal-secret',
    tag,
    summary: 'The secret in clear, for the person at this computer',
    status: 200,
    params: ById,
    reply: z.object({ secret: z.string(), public_key: z.string().nullable() }),
  },
  resumeSubscription: {
    method: 'POST',
    path: '/api/subscriptions/{id}/resume',
    tag,
    summary: 'Enable it again, and send what it missed if asked',
    status: 200,
    params: ById,
    body: z.object({ send_missed: z.boolean().default(false) }),
    reply: z.object({ subscription: SubscriptionSchema, replayed: z.number().int() }),
  },
  exportSubscriptions: {
    method: 'GET',
    path: '/api/subscriptions/export/{format}',
    tag,
    summary: 'All as webhooks.json ([{url, event}]) or webhooks.csv (url,event)',
    status: 200,
    params: z.object({ format: z.enum(['json', 'csv']) }),
    reply: z.string(),
    replyType: 'text/plain',
  },
  importSubscriptions: {
    method: 'POST',
    path: '/api/subscriptions/import',
    tag,
    summary: 'Register what webhooks.json or webhooks.csv lists; all of it or nothing',
    status: 200,
    // What the export writes must come back: a thousand long URLs are more than 1 MiB.
    maxBodyBytes: 32 * 1024 * 1024,
    body: z.object({ format: z.enum(['json', 'csv']), text: z.string().max(16_000_000) }),
    reply: z.object({ registered: z.number().int(), unchanged: z.number().int() }),
  },
});
