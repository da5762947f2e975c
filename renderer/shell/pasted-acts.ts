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
        title: 'Send one event to this URL',
        detail: value,
        run: () => navigate(`/events?type=payment_received&to=${encodeURIComponent(value)}`),
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
