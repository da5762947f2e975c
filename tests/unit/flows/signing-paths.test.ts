import { expect, test } from 'vitest';
import { createSigningPaths } from '../../../server/flows/signing-paths.ts';
import { sealedKey, subscriptionTo, testBox } from '../../support/delivery-bed.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMemoryStores } from '../../support/memory-stores.ts';

test('a rotated-out key is checked with until it ends, and not after', async () => {
  const clock = createFakeClock();
  const stores = createMemoryStores();
  const url = 'http://127.0.0.1:8080/hooks/orders';
  const endsAtMs = clock.now() + 1000;
  const keys = [sealedKey('whsec_bmV3ZXI='), sealedKey('whsec_b2xkZXI=', endsAtMs)];
  await stores.subscriptions.put({ ...subscriptionTo(url), keys });
  const signingPathOf = createSigningPaths({
    clock,
    stores,
    sealedBox: testBox,
    whereabouts: () => ({ port: 8080, publicUrl: null }),
  });
  const count = () => signingPathOf('/hooks/orders').checks.flatMap((check) => check.keys).length;
  expect(count()).toBe(2);
  await clock.advance(999);
  expect(count()).toBe(2);
  await clock.advance(1);
  expect(count()).toBe(1);
});
