import { describe, expect, it } from 'vitest';
import { runCrashRounds } from './rounds.ts';

describe('kill -9 under load', () => {
  // The short form; `npm run test:crash` does 200 rounds.
  it('loses nothing that was acknowledged, and the ledger balances', async () => {
    const reports = await runCrashRounds({ rounds: 4, seed: 20261121, roundsPerFolder: 4 });
    expect(reports).toHaveLength(4);
    expect(reports.at(-1)?.events).toBeGreaterThan(0);
    expect(reports.at(-1)?.captures).toBeGreaterThan(0);
  }, 120_000);
});
