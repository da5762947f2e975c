import { describe, expect, it } from 'vitest';
import { AppError } from '../../../server/core/errors.ts';
import { triggerEvents } from '../../../server/flows/trigger-event.ts';
import { openDeliveryBed, subscriptionTo } from '../../support/delivery-bed.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createScriptedTransport } from '../../support/scripted-transport.ts';

describe('an attempt that the store refuses', () => {
  it('is kept and stored once there is room, and nothing is sent twice', async () => {
    const clock = createFakeClock();
    const transport = createScriptedTransport(() => ({ status: 204 }));
    const subscription = subscriptionTo('http://127.0.0.1:9/a');
    const bed = await openDeliveryBed([subscription], { clock, transport });
    const store = bed.deliveries.recordAttempt;
    let refusals = 3;
    bed.deliveries.recordAttempt = async (attempt, settlement) => {
      if (refusals > 0) {
        refusals -= 1;
        throw new AppError('storage_full', 'no room');
      }
      return store(attempt, settlement);
    };
    await triggerEvents(bed, [{ type: 'payment_received', dataText: '1', origin: 'trigger' }]);
    await clock.advance(2999);
    expect([...bed.deliveries.deliveries.values()][0]?.state).toBe('pending');
    await clock.advance(1);
    expect([...bed.deliveries.deliveries.values()][0]?.state).toBe('delivered');
    expect(transport.sent).toHaveLength(1);
    await bed.stop();
  });
});
