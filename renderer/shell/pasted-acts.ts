import { HttpUrlSchema } from '../../server/contract/text.ts';
import { textOfError } from '../api/problem.ts';
import type { Workbench } from '../stores/workbench.ts';

export interface PastedAct {
  title: string;
  detail: string;
  run: () => void;
}

/** What can be done with text that was pasted into the palette. */
export function pastedActs(
  text: string,
  workbench: Workbench,
  navigate: (path: string) => void,
): PastedAct[] {
  const value = text.trim();
  if (HttpUrlSchema.safeParse(value).success) {
    return [
      {
        title: 'Subscribe this URL',
        detail: value,
        run: () => subscribe(value, workbench, navigate),
      },
      {
        title: 'Forward to this URL',
        detail: 'what the Inbox captures goes on to it',
        run: () => {
          forwardTo(value, workbench).catch((error: unknown) =>
            workbench.notices.show(textOfError(error), { tone: 'failed' }),
          );
        },
      },
      {
        title: 'Send one event to this URL',
        detail: value,
        run: () => navigate(`/events?type=payment_received&to=${encodeURIComponent(value)}`),
      },
    ];
  }
  if (isDigest(value)) {
    return [
      {
        title: 'Explain this value',
        detail: 'which mistake yields it, for the request in view or the last bad one',
        run: () => {
          explain(value, workbench, navigate).catch((error: unknown) =>
            workbench.notices.show(textOfError(error), { tone: 'failed' }),
          );
        },
      },
    ];
  }
  const number = /^#(\d+)$/.exec(value)?.[1];
  if (number !== undefined) {
    return [
      {
        title: `Request #${number}`,
        detail: 'in the Inbox',
        run: () => navigate(`/inbox?filter=${encodeURIComponent(`id:${number}`)}`),
      },
      {
        title: `Delivery #${number}`,
        detail: 'in Deliveries',
        run: () => navigate(`/deliveries?filter=${encodeURIComponent(`id:${number}`)}`),
      },
    ];
  }
  return [];
}

function subscribe(url: string, workbench: Workbench, navigate: (path: string) => void): void {
  const { client, notices, resources } = workbench;
  client
    .call('createSubscription', { body: { url, event_types: ['*'] } })
    .then(async (registered) => {
      await resources.subscriptions.reload();
      navigate(`/subscriptions/${registered.id}`);
      notices.show('Subscribed. A ping is on its way.');
    })
    .catch((error: unknown) => notices.show(textOfError(error), { tone: 'failed' }));
}

const DIGEST =
  /^(?:sha(?:1|256|384|512)=|v0=|v1a?[,=])?(?:[0-9a-f]{40,128}|[A-Za-z0-9+/_-]{27,88}={0,2})$/i;

/** What a signature looks like: long, without spaces, and neither a word nor a secret. */
function isDigest(text: string): boolean {
  return (
    DIGEST.test(text) &&
    /\d/.test(text) &&
    /[a-z]/i.test(text) &&
    !/^(?:whsec|whsk|whpk|sk|pk|ghp)_/.test(text)
  );
}

/** Of the request in view, else of the last one whose check failed, else of the last one. */
async function explain(
  digest: string,
  { client, pastedDigest, notices }: Workbench,
  navigate: (path: string) => void,
): Promise<void> {
  const inView = /^\/inbox\/(cap_\w+)/.exec(location.pathname)?.[1];
  const newest = async (filter?: string) => {
    const query = { limit: 1, ...(filter === undefined ? {} : { filter }) };
    return (await client.call('listCaptures', { query })).items[0]?.id;
  };
  const id = inView ?? (await newest('sig:bad')) ?? (await newest());
  if (id === undefined) {
    notices.show('Nothing is captured that the value could belong to.', { tone: 'failed' });
    return;
  }
  pastedDigest.setState({ digest });
  navigate(`/inbox/${id}?tab=signature`);
}

async function forwardTo(url: string, { client, resources, undo }: Workbench): Promise<void> {
  const { forward_urls: before } = await client.call('getSettings');
  const set = async (urls: readonly string[]) => {
    await client.call('changeSettings', { body: { forward_urls: [...urls] } });
    await resources.settings.reload();
  };
  await set([url]);
  undo.did({
    text: 'Forwarding what comes in.',
    undo: () => set(before),
    redo: () => set([url]),
  });
}
