import type { EventId, TriggerHookId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import { newUuid } from '../core/new-id.ts';
import type { TriggerHookRecord } from '../core/records.ts';
import type { Clock, ConfigStores, Log, Random } from '../ports.ts';
import type { Catalogue } from './event-types.ts';
import type { PublishEvents } from './publish-events.ts';

const HOOK_EVENT_TYPE = 'hook.triggered';
/** Hooks are kept in memory, and strangers may make them through a public URL. */
const MAX_HOOKS = 100_000;

export interface TriggerHookDeps {
  readonly triggerHooks: ConfigStores['triggerHooks'];
  readonly catalogue: Pick<Catalogue, 'isKnown' | 'check'>;
  readonly publish: PublishEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface TriggerHookInput {
  /** The stored arguments, as JSON text of an object, kept as given. */
  readonly argumentsText: string;
  /** Named by the caller beside the arguments: must be known. */
  readonly eventType?: string | undefined;
  /** Found among the arguments: counts where it is known; else it is an argument like any other. */
  readonly namedInArguments?: unknown;
}

/** Stores arguments behind a new id. */
export async function createTriggerHook(
  deps: TriggerHookDeps,
  input: TriggerHookInput,
): Promise<TriggerHookRecord> {
  if (input.eventType !== undefined) {
    deps.catalogue.check([input.eventType], () => 'event');
  }
  if (deps.triggerHooks.all().length >= MAX_HOOKS) {
    const detail = `There are ${MAX_HOOKS} trigger hooks already, and no more are kept.`;
    throw new AppError('storage_full', detail);
  }
  const record: TriggerHookRecord = {
    id: newUuid((size) => deps.random.bytes(size)) as TriggerHookId,
    eventType: input.eventType ?? knownName(deps, input.namedInArguments) ?? HOOK_EVENT_TYPE,
    argumentsText: input.argumentsText,
    createdAtMs: deps.clock.now(),
  };
  await deps.triggerHooks.put(record);
  return record;
}

/** Logs the stored arguments and fires the event with them as data. Throws `trigger_hook_not_found`. */
export async function fireTriggerHook(
  deps: TriggerHookDeps,
  id: string,
): Promise<{ eventId: EventId }> {
  const record = deps.triggerHooks.find(id.toLowerCase());
  if (!record) {
    throw new AppError('trigger_hook_not_found', 'webhook ID not found');
  }
  deps.log.info(
    {
      trigger_hook_id: record.id,
      event_type: record.eventType,
      arguments: JSON.parse(record.argumentsText),
    },
    'web hook triggered',
  );
  const [result] = await deps.publish([
    { type: record.eventType, dataText: record.argumentsText, origin: 'hook' },
  ]);
  if (!result) {
    throw new Error('the event of a trigger hook was not stored');
  }
  return { eventId: result.eventId };
}

function knownName(deps: TriggerHookDeps, name: unknown): string | undefined {
  return typeof name === 'string' && deps.catalogue.isKnown(name) ? name : undefined;
}
