import { describe, expect, test, vi } from 'vitest';
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

/** Packages read the clock themselves. */
const nowMs = Date.now();

describe.skipIf(providers.isMissing)('what Hookbench signs', () => {
  // Zoom's receiver logs every event to the console.
  vi.spyOn(console, 'debug').mockImplementation(() => undefined);

  describe.each(VERIFIERS)('as $dialect', (verifier) => {
    const dialect = findDialect(verifier.dialect)!;
    const key = dialect.generateKey(seededRandom(11));
    const other = dialect.generateKey(seededRandom(12));
    const request = sealSample(dialect, [key], { nowMs });

    test(`is taken by ${verifier.package}`, async () => {
      expect(await verifier.verify(request, receiverKey(key))).toBe(true);
    });

    test(`is refused by ${verifier.package} with a flipped byte`, async () => {
      const near = verifier.dialect === 'adyen' ? 'Demo' : '';
      const changed = { ...request, bodyBytes: flipped(request.bodyBytes, near) };
      expect(await verifier.verify(changed, receiverKey(key))).toBe(false);
    });

    test(`is refused by ${verifier.package} with a wrong key`, async () => {
      expect(await verifier.verify(request, receiverKey(other))).toBe(false);
    });
  });
});
