import { z } from 'zod';

/** `traffic`: what was sent and received; `everything`: what was configured too, back to a first start. */
export const EraseScopeSchema = z.enum(['traffic', 'everything']);
export type EraseScope = z.infer<typeof EraseScopeSchema>;

/** To be said by whoever asks for it: there is no way back. */
export const ERASE_WORD = 'erase';

/** What to erase: traffic alone, or everything. */
export const EraseSchema = z.object({
  scope: EraseScopeSchema.describe(
    'traffic: events, deliveries, requests with their bodies, and bursts. everything: also subscriptions, inboxes, secrets, rules, views, event types, publishers and settings',
  ),
  confirm: z
    .literal(ERASE_WORD, { error: `must be "${ERASE_WORD}": this cannot be undone` })
    .describe('Says that it is meant'),
});
