import { writeWebhooksCsv, writeWebhooksJson } from '../core/import-formats.ts';
import type { ConfigStores } from '../ports.ts';

/** Every (URL, event type) pair as webhooks.json or webhooks.csv. Holds no secret. */
export function exportSubscriptions(
  subscriptions: Pick<ConfigStores['subscriptions'], 'all'>,
  format: 'json' | 'csv',
): string {
  const pairs = [...subscriptions.all()]
    .sort((a, b) => a.createdAtMs - b.createdAtMs)
    .flatMap(({ url, eventTypes }) => eventTypes.map((event) => ({ url, event })));
  return format === 'json' ? writeWebhooksJson(pairs) : writeWebhooksCsv(pairs);
}
