import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findDialect } from '../../server/core/dialects/registry.ts';
import { requirePart } from '../support/requirements.ts';
import {
  flipped,
  receiverKey,
  sealSample,
  seededRandom,
} from '../unit/core/dialects/sample-requests.ts';
import { VERIFIERS } from './verifiers.ts';

const providers = requirePart('providers');

describe.skipIf(providers.isMissing)('what Hookbench signs', () => {
  // Zoom's receiver logs every event to the console.
  vi.spyOn(console, 'debug').mockImplementation(() => undefined);

  describe.each(VERIFIERS)('as $dialect', (verifier) => {
    const dialect = findDialect(verifier.dialect)!;
    const key = dialect.generateKey(seededRandom(11));
    const other = dialect.generateKey(seededRandom(12));
    // Packages read the clock themselves, and Paddle's allows five seconds: it stands still meanwhile.
    beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
    afterEach(() => void vi.useRealTimers());
    const signNow = () => sealSample(dialect, [key], { nowMs: Date.now() });

    test(`is taken by ${verifier.package}`, async () => {
      expect(await verifier.verify(signNow(), receiverKey(key))).toBe(true);
    });

    test(`is refused by ${verifier.package} with a flipped byte`, async () => {
      const near = verifier.dialect === 'adyen' ? 'Demo' : '';
      const request = signNow();
      const changed = { ...request, bodyBytes: flipped(request.bodyBytes, near) };
      expect(await verifier.verify(changed, receiverKey(key))).toBe(false);
    });

    test(`is refused by ${verifier.package} with a wrong key`, async () => {
      expect(await verifier.verify(signNow(), receiverKey(other))).toBe(false);
    });
  });
});
