import { AppError } from '../core/errors.ts';
import type { Clock, Random } from '../ports.ts';

const CODE_BYTES = 24;
const LIFETIME_MS = 10 * 60_000;
const MAX_CODES = 20;

/** One-time codes: what is printed in an address may end up in a history, so it is worth nothing twice. */
export interface SessionCodes {
  issue(): string;
  /** Throws `unauthorized` where the code is unknown, used or too old. */
  redeem(code: string): void;
}

export function createSessionCodes(deps: {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly random: Pick<Random, 'bytes'>;
}): SessionCodes {
  const expiries = new Map<string, number>();
  return {
    issue: () => {
      const code = Buffer.from(deps.random.bytes(CODE_BYTES)).toString('base64url');
      expiries.set(code, deps.clock.monotonic() + LIFETIME_MS);
      const oldest = expiries.keys().next();
      if (expiries.size > MAX_CODES && !oldest.done) {
        expiries.delete(oldest.value);
      }
      return code;
    },
    redeem: (code) => {
      const expiresAt = expiries.get(code);
      expiries.delete(code);
      if (expiresAt === undefined || expiresAt <= deps.clock.monotonic()) {
        const detail =
          'The code is used or too old. Open the address that is printed at the start.';
        throw new AppError('unauthorized', detail, [{ path: 'code', message: 'is not valid' }]);
      }
    },
  };
}
