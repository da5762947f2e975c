import type { ApiClient } from '../api/client.ts';
import { createResource } from './resource.ts';

export type Resources = ReturnType<typeof createResources>;

/** What is small enough to be fetched as a whole. */
export function createResources(client: ApiClient) {
  return {
    state: createResource(() => client.call('getState')),
    settings: createResource(() => client.call('getSettings')),
    subscriptions: createResource(async () => {
      const page = await client.call('listSubscriptions', { query: { limit: 1000 } });
      return page.items;
    }),
    eventTypes: createResource(async () => (await client.call('listEventTypes')).items),
    bursts: createResource(async () => (await client.call('listBursts')).items),
    publishers: createResource(async () => (await client.call('listPublishers')).items),
    inboxes: createResource(async () => (await client.call('listInboxes')).items),
    rules: createResource(async () => {
      const page = await client.call('listRules', { query: { limit: 1000 } });
      return page.items;
    }),
    views: createResource(async () => (await client.call('listViews')).items),
    tunnel: createResource(() => client.call('getTunnel')),
    dialects: createResource(async () => (await client.call('listDialects')).items),
  };
}
