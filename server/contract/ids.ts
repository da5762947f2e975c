import { z } from 'zod';

/**
 * Ids carry a prefix, so that a wrong one is obvious in a log and refused by the compiler.
 * An event's id may be chosen by its publisher; all other ids are made by Hookbench.
 */
export const EventIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'use 1 to 64 letters, digits, "_" or "-"')
  .brand<'EventId'>();
export const SubscriptionIdSchema = prefixed('sub').brand<'SubscriptionId'>();
export const DeliveryIdSchema = prefixed('dlv').brand<'DeliveryId'>();
export const AttemptIdSchema = prefixed('att').brand<'AttemptId'>();
export const CaptureIdSchema = prefixed('cap').brand<'CaptureId'>();
export const RuleIdSchema = prefixed('rul').brand<'RuleId'>();
export const InboxIdSchema = prefixed('inb').brand<'InboxId'>();
export const PublisherIdSchema = prefixed('pub').brand<'PublisherId'>();
export const BurstIdSchema = prefixed('bst').brand<'BurstId'>();
export const SavedViewIdSchema = prefixed('vew').brand<'SavedViewId'>();
/** A trigger hook's id is a bare UUID, as the routes of the exposee promise. */
export const TriggerHookIdSchema = z.uuid().brand<'TriggerHookId'>();

export type EventId = z.infer<typeof EventIdSchema>;
export type SubscriptionId = z.infer<typeof SubscriptionIdSchema>;
export type DeliveryId = z.infer<typeof DeliveryIdSchema>;
export type AttemptId = z.infer<typeof AttemptIdSchema>;
export type CaptureId = z.infer<typeof CaptureIdSchema>;
export type RuleId = z.infer<typeof RuleIdSchema>;
export type InboxId = z.infer<typeof InboxIdSchema>;
export type PublisherId = z.infer<typeof PublisherIdSchema>;
export type BurstId = z.infer<typeof BurstIdSchema>;
export type SavedViewId = z.infer<typeof SavedViewIdSchema>;
export type TriggerHookId = z.infer<typeof TriggerHookIdSchema>;

function prefixed(prefix: string) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9]{8,32}$`), `an id that starts with ${prefix}_`);
}
