import type { EventType } from '../../contract/event.ts';
import type { exposeeRoutes } from '../../contract/exposee-routes.ts';
import type { Registered } from '../../contract/subscription.ts';
import { EventTypeNameSchema } from '../../contract/text.ts';
import { AppError } from '../../core/errors.ts';
import type { Catalogue } from '../../flows/event-types.ts';
import {
  type Registration,
  registerSubscription,
  unregisterUrl,
} from '../../flows/manage-subscriptions.ts';
import { PROBE_HEADER, type ProbeMark } from '../../flows/probe-public-url.ts';
import { getLastPing, pingSubscriptions } from '../../flows/register-ping.ts';
import type { SubscriptionDeps } from '../../flows/subscription-deps.ts';
import {
  createTriggerHook,
  fireTriggerHook,
  type TriggerHookDeps,
} from '../../flows/trigger-hooks.ts';
import { type HandlerRequest, type Handlers, RawAnswer } from '../bind-routes.ts';
import { isDirectCall } from '../direct-call.ts';
import { checkFields } from '../field-errors.ts';
import { problemOf } from '../problems.ts';

export interface ExposeeHandlerDeps {
  readonly subscriptions: SubscriptionDeps;
  readonly hooks: TriggerHookDeps;
  readonly catalogue: Catalogue;
  /** The key that closes these routes: who has it is no stranger. */
  readonly apiKey: () => string | undefined;
  /** The disk is full: nothing can be accepted. */
  readonly isStorageFull?: () => boolean;
  /** Signs what a probe of the public URL asks, so that it knows whom it reached. */
  readonly mark: Pick<ProbeMark, 'answer'>;
}

type Table = typeof exposeeRoutes;

/** `trigger` is not here: it reads its body as a stream. */
export function createExposeeHandlers(deps: ExposeeHandlerDeps): Omit<Handlers<Table>, 'trigger'> {
  const { subscriptions } = deps;
  return {
    register: async ({ body, context }) => {
      const done = await registerSubscription(subscriptions, body);
      return registered(done, body.event_types, mayKnow(context.req));
    },
    registerOne: async ({ body: { url, event }, context }) => {
      const input = { url, event_types: [event] };
      const done = await registerSubscription(subscriptions, input, { pathOf: () => 'event' });
      return registered(done, [event], mayKnow(context.req));
    },
    unregister: unregister,
    unregisterOne: unregister,
    unregisterOneByDelete: unregister,
    listWebhooks: () => ({
      webhooks: subscriptions.subscriptions.all().map((record) => ({
        id: record.id,
        url: record.url,
        event_types: [...record.eventTypes],
        dialect: record.dialect,
        enabled: record.state === 'enabled',
      })),
    }),
    ping: pingAll,
    pingByGet: pingAll,
    pingBack: async ({ body }) => {
      const { bodyBytes, contentType } = await getLastPing(subscriptions, body.url);
      return new RawAnswer(contentType, bodyBytes);
    },
    createHook: async ({ body, source, context }) => {
      const named = new URLSearchParams(context.querystring).get('event');
      const eventType = named === null ? undefined : checkEventName(named);
      const argumentsText = source ? source.text.slice(source.start, source.end) : '{}';
      const input = { argumentsText, eventType, namedInArguments: body.event_type };
      const { id, eventType: event_type } = await createTriggerHook(deps.hooks, input);
      return { id, event_type };
    },
    fireHook: fireHook,
    fireHookByGet: fireHook,
    listEventTypes: () => ({ event_types: deps.catalogue.all().map(forIntegrators) }),
    health: ({ context }) => {
      if (deps.isStorageFull?.()) {
        throw new AppError('unavailable', 'The disk is full: events cannot be stored.');
      }
      const answer = deps.mark.answer(context.get(PROBE_HEADER));
      if (answer !== undefined) {
        context.set(PROBE_HEADER, answer);
      }
      return { status: 'ok' as const };
    },
  };

  /** A secret that exists already goes to this computer or to the holder of the API key alone. */
  function mayKnow(request: Parameters<typeof isDirectCall>[0]): boolean {
    return deps.apiKey() !== undefined || isDirectCall(request);
  }
  async function unregister({ body }: HandlerRequest<Table['unregister']>) {
    const pairs = await unregisterUrl(subscriptions, body.url, body.event);
    return { message: `${pairs} webhook(s) unregistered` };
  }
  async function pingAll() {
    const { deliveryIds } = await pingSubscriptions(subscriptions);
    return {
      message: `Ping sent to ${deliveryIds.length} webhook(s)`,
      deliveries: deliveryIds.length,
    };
  }
  async function fireHook({ params }: { params: { id: string } }) {
    try {
      const { eventId: event_id } = await fireTriggerHook(deps.hooks, params.id);
      return { message: 'web hook triggered', event_id };
    } catch (error) {
      return failedHook(error);
    }
  }
}

/** The contract of this one route: whatever fails is a 500 with the error's message. */
function failedHook(error: unknown): RawAnswer {
  if (error instanceof AppError && error.code === 'trigger_hook_not_found') {
    throw error;
  }
  const detail = error instanceof Error ? error.message : String(error);
  const problem = problemOf('internal_error', detail);
  return new RawAnswer('application/problem+json', JSON.stringify(problem), { status: 500 });
}

/** Samples that the owner saved are the owner's. */
function forIntegrators({ own_samples: _, ...type }: EventType): EventType {
  return type;
}

function checkEventName(name: string): string {
  return checkFields(EventTypeNameSchema, name);
}

/**
 * What a registration answers: a new secret always, one that was there before only to who may know it.
 * Of a key pair only the public half: with the other one the integrator could sign as the provider.
 */
export function registered(
  done: Registration,
  eventTypes: readonly string[],
  mayKnowOldSecret: boolean,
): Registered {
  const { record, key, isNew } = done;
  const isShared = key !== undefined && key.publicKey === undefined;
  return {
    message: `Webhook registered for: ${[...new Set(eventTypes)].join(', ')}`,
    id: record.id,
    url: record.url,
    event_types: [...record.eventTypes],
    dialect: record.dialect,
    ...(isShared && (isNew || mayKnowOldSecret) ? { secret: key.secret } : {}),
    ...(key?.publicKey === undefined ? {} : { public_key: key.publicKey }),
  };
}
