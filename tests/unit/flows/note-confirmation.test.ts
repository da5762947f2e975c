import { afterEach, describe, expect, it } from 'vitest';
import { triggerEvents } from '../../../server/flows/trigger-event.ts';
import { type DeliveryBed, openDeliveryBed, subscriptionTo } from '../../support/delivery-bed.ts';
import { type Answer, createScriptedTransport } from '../../support/scripted-transport.ts';
import { until } from '../../support/until.ts';

let bed: DeliveryBed | undefined;
afterEach(() => bed?.stop());

const PING = { type: 'ping', dataText: '"Ping from Exposee"', origin: 'ping' } as const;

/** Pings a subscription in this dialect, whose URL answers so; what is known of it afterwards. */
async function confirmationAfter(
  dialect: string,
  answer: (bodyBytes: Uint8Array) => Answer,
  event: Parameters<typeof triggerEvents>[1][number] = PING,
) {
  const subscription = subscriptionTo('http://127.0.0.1:9/hook', { dialect });
  const transport = createScriptedTransport(({ bodyBytes }) => answer(bodyBytes));
  const opened = await openDeliveryBed([subscription], { transport });
  bed = opened;
  const [result] = await triggerEvents(opened, [{ ...event, subscriptionIds: [subscription.id] }]);
  const id = result?.kind === 'stored' ? result.deliveryIds[0] : undefined;
  const delivery = id === undefined ? undefined : await opened.deliveries.findDelivery(id);
  await until('the ping was answered', () =>
    opened.seen.some((seen) => seen.id === delivery?.id && seen.attempts > 0),
  );
  // The verdict is kept before the job ends.
  await opened.stop();
  return opened.subscriptions.find(subscription.id)?.confirmation;
}

function text(body: string): Answer {
  const bodyBytes = Buffer.from(body);
  return { status: 200, bodyBytes, sizeBytes: bodyBytes.length };
}

describe('noteConfirmation', () => {
  it('keeps that the URL answered its challenge', async () => {
    const echo = (body: Uint8Array) => text(JSON.parse(Buffer.from(body).toString()).challenge);
    expect(await confirmationAfter('slack', echo)).toMatchObject({ isConfirmed: true });
  });

  it('keeps why it did not, though a 2xx delivered the ping', async () => {
    expect(await confirmationAfter('slack', () => text('ok'))).toMatchObject({
      isConfirmed: false,
      text: '2xx with the challenge as its body is wanted, and it answered 200 without it.',
    });
  });

  it('says what went wrong where nothing was answered', async () => {
    const confirmation = await confirmationAfter('slack', () => ({
      outcome: 'refused',
      status: null,
    }));
    expect(confirmation?.isConfirmed).toBe(false);
    expect(confirmation?.text).toContain('Nothing answers');
  });

  it('asks nothing in a dialect without a question, nor with an event that is only called ping', async () => {
    expect(await confirmationAfter('standard', () => text('ok'))).toBeUndefined();
    const event = { type: 'ping', dataText: '{"a":1}', origin: 'trigger' } as const;
    expect(await confirmationAfter('slack', () => text('ok'), event)).toBeUndefined();
  });
});
