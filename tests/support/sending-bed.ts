import type { Clock } from '../../server/ports.ts';
import { openScriptedSink } from './scripted-sink.ts';
import { until } from './until.ts';
import { openWholeServer, type WholeServer } from './whole-server.ts';

/** The whole program, and endpoints on a socket of their own: all that a person with curl could do. */
export async function openSendingBed(
  clock?: Clock,
  openServer: () => Promise<WholeServer> = () => openWholeServer({}, clock),
  limitMs?: number,
) {
  const [server, sink] = await Promise.all([openServer(), openScriptedSink()]);
  const api = async (path: string, json?: object, method = json ? 'POST' : 'GET') => {
    const answer = await server.control(`/api${path}`, { method, ...(json && { json }) });
    if (answer.status >= 300) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    }
    return answer.json;
  };

  const waitFor = (what: string, isSo: () => Promise<boolean>) => until(what, isSo, limitMs);

  const deliveriesOf = async (filter: string) =>
    (await api(`/deliveries?limit=1000&filter=${encodeURIComponent(filter)}`)).items;

  return {
    server,
    sink,
    api,
    waitFor,
    deliveriesOf,
    delivery: (id: string) => api(`/deliveries/${id}`),
    subscription: (id: string) => api(`/subscriptions/${id}`),
    /** Its ping has been delivered and forgotten. Answers id and secret. */
    subscribe: async (path: string, eventType: string, policy: object = {}) => {
      const made = await api('/subscriptions', {
        url: sink.url + path,
        event_types: [eventType],
        policy: { jitter: 0, ...policy },
      });
      await waitFor('its ping is delivered', async () => {
        const { counts } = await api(`/subscriptions/${made.id}`);
        return counts.delivered === 1;
      });
      sink.forget(path);
      return made as { id: string; secret: string };
    },
    /** Publishes through the exposee; answers the id of the one delivery, or the last of several. */
    fire: async (event: string, id: string, data: unknown = {}): Promise<string> => {
      const { status, text } = await server.exposee('/trigger', {
        method: 'POST',
        json: { event, id, data },
      });
      if (status !== 202) {
        throw new Error(`/trigger answered ${status} ${text}`);
      }
      return (await deliveriesOf(`id:${id}`))[0]?.id ?? '';
    },
    attempted: (id: string, attempts: number) =>
      waitFor(`${attempts} attempts of ${id} are stored`, async () => {
        return (await api(`/deliveries/${id}`)).attempts.length >= attempts;
      }),
    ledger: async () => (await api('/ledger')).deliveries,
    close: async () => {
      await server.close();
      await sink.close();
    },
  };
}
export type SendingBed = Awaited<ReturnType<typeof openSendingBed>>;
