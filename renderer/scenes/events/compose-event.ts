import type { ApiClient, Reply } from '../../api/client.ts';

export const BREAK_CHOICES = [
  { id: 'wrong_signature', label: 'wrong signature' },
  { id: 'stale_time', label: 'stale time' },
  { id: 'duplicate', label: 'duplicate' },
  { id: 'no_header', label: 'no header' },
  { id: 'crlf', label: 'CRLF' },
] as const;
export type BreakId = (typeof BREAK_CHOICES)[number]['id'];

export type Target =
  | { kind: 'all' }
  | { kind: 'subscription'; id: string }
  | { kind: 'url'; url: string };

export interface ComposedEvent {
  eventType: string;
  dataText: string;
  target: Target;
  breakIt: readonly BreakId[];
  times: number;
}

/** Why this cannot be fired; undefined where it can. */
export function composeFault({ target, breakIt }: ComposedEvent): string | undefined {
  if (target.kind === 'url' && !/^https?:\/\/[^\s/]+/i.test(target.url)) {
    return 'Write the URL to send to, such as http://localhost:3000/hooks.';
  }
  return target.kind === 'all' && breakIt.length > 0
    ? 'Choose one subscription or URL: something broken goes to one target only.'
    : undefined;
}

/** The text of a call with `data` exactly as it was written, numbers beyond 2^53 included. */
function withData(fields: Record<string, unknown>, dataText: string): string {
  return `${JSON.stringify(fields).slice(0, -1)},"data":${dataText}}`;
}

/** Sends it as often as asked for, and answers the ids of the events. */
export async function sendComposed(
  client: ApiClient,
  event: ComposedEvent,
): Promise<{ eventIds: string[]; deliveries: number }> {
  const eventIds: string[] = [];
  let deliveries = 0;
  for (let sent = 0; sent < event.times; sent += 1) {
    const reply = await sendOnce(client, event);
    eventIds.push(reply.event_id);
    deliveries += 'deliveries' in reply ? reply.deliveries : 1;
  }
  return { eventIds, deliveries };
}

function sendOnce(
  client: ApiClient,
  { eventType, dataText, target, breakIt }: ComposedEvent,
): Promise<Reply<'triggerEvent'> | Reply<'testFire'>> {
  const to =
    target.kind === 'url'
      ? { url: target.url }
      : target.kind === 'subscription'
        ? { subscription_id: target.id }
        : {};
  const isTest = target.kind === 'url' || breakIt.length > 0;
  return isTest
    ? client.callWithText(
        'testFire',
        withData(
          { event: eventType, ...to, ...(breakIt.length > 0 ? { break_it: breakIt } : {}) },
          dataText,
        ),
      )
    : client.callWithText('triggerEvent', withData({ event: eventType, ...to }, dataText));
}
