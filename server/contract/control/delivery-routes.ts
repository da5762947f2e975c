import { z } from 'zod';
import { BreakItSchema } from '../break-it.ts';
import { DeliveryDetailSchema, DeliverySchema } from '../delivery.ts';
import { EventDetailSchema, EventSchema, EventTypeSchema } from '../event.ts';
import {
  DeliveryIdSchema,
  EventIdSchema,
  PublisherIdSchema,
  SubscriptionIdSchema,
} from '../ids.ts';
import { DELIVERY_SORT_COLUMNS, ListQuerySchema, pageOf, sortedListQuery } from '../page.ts';
import { PublisherCreateSchema, PublisherSchema } from '../publisher.ts';
import { defineRoutes } from '../route.ts';
import { DialectIdSchema, SecretSchema, StaticHeadersSchema } from '../subscription.ts';
import { EventTypeNameSchema, HttpUrlSchema } from '../text.ts';
import { TriggeredSchema, TriggerSchema } from '../trigger.ts';

const ById = z.object({ id: DeliveryIdSchema });
const AcceptedSchema = z.object({ delivery_id: DeliveryIdSchema });

export const deliveryRoutes = defineRoutes({
  listEvents: {
    method: 'GET',
    path: '/api/events',
    tag: 'Events',
    summary: 'Events, newest first',
    status: 200,
    query: ListQuerySchema,
    reply: pageOf(EventSchema),
  },
  triggerEvent: {
    method: 'POST',
    path: '/api/events',
    tag: 'Events',
    summary: 'Publish an event, to all that match or to one subscription',
    status: 202,
    body: TriggerSchema.extend({ subscription_id: SubscriptionIdSchema.optional() }),
    reply: TriggeredSchema,
    alsoAccepts: ['application/x-ndjson'],
  },
  getEvent: {
    method: 'GET',
    path: '/api/events/{id}',
    tag: 'Events',
    summary: 'One event with its data',
    status: 200,
    params: z.object({ id: EventIdSchema }),
    reply: EventDetailSchema,
  },
  listEventTypes: {
    method: 'GET',
    path: '/api/event-types',
    tag: 'Events',
    summary: 'The catalogue',
    status: 200,
    reply: z.object({ items: z.array(EventTypeSchema) }),
  },
  saveEventType: {
    method: 'PUT',
    path: '/api/event-types/{name}',
    tag: 'Events',
    summary: 'Add an event type of your own, or replace it',
    status: 200,
    params: z.object({ name: EventTypeNameSchema }),
    body: EventTypeSchema.omit({ name: true, origin: true }).partial({
      group: true,
      description: true,
      schema: true,
      samples: true,
    }),
    reply: EventTypeSchema,
  },
  deleteEventType: {
    method: 'DELETE',
    path: '/api/event-types/{name}',
    tag: 'Events',
    summary: 'Remove an event type of your own',
    status: 204,
    params: z.object({ name: EventTypeNameSchema }),
  },
  generateData: {
    method: 'GET',
    path: '/api/event-types/{name}/random',
    tag: 'Events',
    summary: 'Random data of that type from a seed',
    status: 200,
    params: z.object({ name: EventTypeNameSchema }),
    query: z.object({ seed: z.coerce.number().int().min(0).optional() }),
    reply: z.object({ data: z.unknown(), seed: z.number().int() }),
  },
  ping: {
    method: 'POST',
    path: '/api/ping',
    tag: 'Events',
    summary: 'Ping every subscription',
    status: 202,
    reply: z.object({ message: z.string(), deliveries: z.number().int() }),
  },
  testFire: {
    method: 'POST',
    path: '/api/test-fire',
    tag: 'Events',
    summary:
      'Send one event to a one-off URL, or to a subscription with something broken on purpose',
    status: 202,
    body: z.object({
      url: HttpUrlSchema.optional(),
      subscription_id: SubscriptionIdSchema.optional(),
      event: EventTypeNameSchema,
      data: z.unknown(),
      dialect: DialectIdSchema.optional(),
      secret: SecretSchema.optional(),
      headers: StaticHeadersSchema.optional(),
      break_it: BreakItSchema.optional(),
    }),
    reply: z.object({ event_id: EventIdSchema, delivery_id: DeliveryIdSchema }),
  },
  listDeliveries: {
    method: 'GET',
    path: '/api/deliveries',
    tag: 'Deliveries',
    summary: 'Deliveries, newest first',
    status: 200,
    query: sortedListQuery(DELIVERY_SORT_COLUMNS),
    reply: pageOf(DeliverySchema),
  },
  getDelivery: {
    method: 'GET',
    path: '/api/deliveries/{id}',
    tag: 'Deliveries',
    summary: 'One delivery with every attempt in full',
    status: 200,
    params: ById,
    reply: DeliveryDetailSchema,
  },
  tryDeliveryNow: {
    method: 'POST',
    path: '/api/deliveries/{id}/try-now',
    tag: 'Deliveries',
    summary: 'Attempt it at once, whatever its schedule says; the schedule stays as it is',
    status: 202,
    params: ById,
    reply: AcceptedSchema,
  },
  cancelDelivery: {
    method: 'POST',
    path: '/api/deliveries/{id}/cancel',
    tag: 'Deliveries',
    summary: 'Stop retrying',
    status: 200,
    params: ById,
    reply: DeliverySchema,
  },
  replayDelivery: {
    method: 'POST',
    path: '/api/deliveries/{id}/replay',
    tag: 'Deliveries',
    summary: 'Send its event to the same subscription again, as a delivery of its own',
    status: 202,
    params: ById,
    reply: AcceptedSchema,
  },
  replayDeliveries: {
    method: 'POST',
    path: '/api/deliveries/replay',
    tag: 'Deliveries',
    summary: 'Replay all that a filter and a time range match, or what a subscription never got',
    status: 202,
    body: z.object({
      filter: z.string().max(2000).optional(),
      since: z.iso.datetime().optional(),
      until: z.iso.datetime().optional(),
      never_delivered_to: SubscriptionIdSchema.optional(),
      is_dry_run: z.boolean().default(false),
    }),
    reply: z.object({ matched: z.number().int(), replayed: z.number().int() }),
  },
  listPublishers: {
    method: 'GET',
    path: '/api/publishers',
    tag: 'Events',
    summary: 'Publishers of dummy events',
    status: 200,
    reply: z.object({ items: z.array(PublisherSchema) }),
  },
  startPublisher: {
    method: 'POST',
    path: '/api/publishers',
    tag: 'Events',
    summary: 'Publish dummy events at an interval or at random intervals',
    status: 201,
    body: PublisherCreateSchema,
    reply: PublisherSchema,
  },
  stopPublisher: {
    method: 'DELETE',
    path: '/api/publishers/{id}',
    tag: 'Events',
    summary: 'Stop and remove it',
    status: 204,
    params: z.object({ id: PublisherIdSchema }),
  },
});
