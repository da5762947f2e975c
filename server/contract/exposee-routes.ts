import { z } from 'zod';
import { EventTypeSchema } from './event.ts';
import { SubscriptionIdSchema, TriggerHookIdSchema } from './ids.ts';
import { defineRoutes } from './route.ts';
import { RegisteredSchema, RegisterSchema } from './subscription.ts';
import { HttpUrlSchema } from './text.ts';
import {
  OneEventRegisterSchema,
  TriggeredSchema,
  TriggerHookArgumentsSchema,
  TriggerSchema,
  UnregisterSchema,
} from './trigger.ts';

const MessageSchema = z.object({ message: z.string() });
const PingedSchema = z.object({ message: z.string(), deliveries: z.number().int() });
/** Any text is looked up: an id that never was is `webhook ID not found`, not bad input. */
const TriggerHookParams = z.object({ id: z.string().max(200) });

/** Every route of the exposee that speaks JSON. `/docs` and `/openapi.json` are made from it. */
export const exposeeRoutes = defineRoutes({
  register: {
    method: 'POST',
    path: '/webhooks/register',
    tag: 'Subscriptions',
    summary: 'Register a URL for event types; a ping is delivered to it at once',
    status: 201,
    body: RegisterSchema,
    reply: RegisteredSchema,
  },
  unregister: {
    method: 'DELETE',
    path: '/webhooks/unregister',
    tag: 'Subscriptions',
    summary: 'Unregister a URL from one event type, or from all',
    status: 200,
    body: UnregisterSchema,
    reply: MessageSchema,
  },
  listWebhooks: {
    method: 'GET',
    path: '/webhooks',
    tag: 'Subscriptions',
    summary: 'All subscriptions, without secrets',
    status: 200,
    reply: z.object({
      webhooks: z.array(
        z.object({
          id: SubscriptionIdSchema,
          url: z.string(),
          event_types: z.array(z.string()),
          dialect: z.string(),
          enabled: z.boolean(),
        }),
      ),
    }),
  },
  ping: {
    method: 'POST',
    path: '/ping',
    tag: 'Events',
    summary: 'Ping every subscription',
    status: 202,
    reply: PingedSchema,
  },
  pingByGet: {
    method: 'GET',
    path: '/ping',
    tag: 'Events',
    summary: 'Ping every subscription',
    status: 202,
    reply: PingedSchema,
  },
  trigger: {
    method: 'POST',
    path: '/trigger',
    tag: 'Events',
    summary: 'Publish an event; answered once it is stored. An array or NDJSON publishes many',
    status: 202,
    body: TriggerSchema,
    reply: TriggeredSchema,
    alsoAccepts: ['application/x-ndjson'],
  },
  pingBack: {
    method: 'POST',
    path: '/webhooks/ping-back',
    tag: 'Events',
    summary: 'The last ping payload that was sent to a URL',
    status: 200,
    body: z.object({ url: HttpUrlSchema }),
    reply: z.unknown(),
  },
  registerOne: {
    method: 'POST',
    path: '/register',
    tag: 'One-event forms',
    summary: 'Register a URL for one event type',
    status: 201,
    body: OneEventRegisterSchema,
    reply: RegisteredSchema,
  },
  unregisterOne: {
    method: 'POST',
    path: '/unregister',
    tag: 'One-event forms',
    summary: 'Unregister a URL from one event type, or from all',
    status: 200,
    body: UnregisterSchema,
    reply: MessageSchema,
  },
  unregisterOneByDelete: {
    method: 'DELETE',
    path: '/unregister',
    tag: 'One-event forms',
    summary: 'Unregister a URL from one event type, or from all',
    status: 200,
    body: UnregisterSchema,
    reply: MessageSchema,
  },
  createHook: {
    method: 'POST',
    path: '/webhook',
    tag: 'Trigger hooks',
    summary: 'Store arguments behind a generated id',
    status: 200,
    body: TriggerHookArgumentsSchema,
    reply: z.object({ id: TriggerHookIdSchema }),
  },
  fireHook: {
    method: 'POST',
    path: '/webhook/{id}',
    tag: 'Trigger hooks',
    summary: 'Fire an event with the stored arguments',
    status: 201,
    params: TriggerHookParams,
    reply: MessageSchema,
  },
  fireHookByGet: {
    method: 'GET',
    path: '/webhook/{id}',
    tag: 'Trigger hooks',
    summary: 'Fire an event with the stored arguments',
    status: 201,
    params: TriggerHookParams,
    reply: MessageSchema,
  },
  listEventTypes: {
    method: 'GET',
    path: '/event-types',
    tag: 'Events',
    summary: 'The catalogue: every event type with its JSON Schema and a sample',
    status: 200,
    reply: z.object({ event_types: z.array(EventTypeSchema) }),
  },
  health: {
    method: 'GET',
    path: '/healthz',
    tag: 'Service',
    summary: 'Is the exposee able to store and send',
    status: 200,
    reply: z.object({ status: z.literal('ok') }),
  },
});
