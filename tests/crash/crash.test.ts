import { describe, expect, it } from 'vitest';
import { pathOf, requirePart } from '../support/requirements.ts';
import { runCrashRounds } from './rounds.ts';

const redis = requirePart('redis');

// The short forms; `npm run test:crash` does 200 rounds, and 40 on a Redis.
describe('kill -9 under load', () => {
  it('loses nothing that was acknowledged, sends twice only for a kill, and the ledger balances', async () => {
    const reports = await runCrashRounds({ rounds: 4, seed: 20261121, roundsPerBed: 4 });
    expect(reports).toHaveLength(4);
    expect(reports.at(-1)?.events).toBeGreaterThan(0);
    expect(reports.at(-1)?.captures).toBeGreaterThan(0);
  }, 300_000);

  it.skipIf(redis.isMissing)(
    'holds for a server, workers and a Redis that are killed in turn',
    async () => {
      const redisPath = pathOf(redis);
      const reports = await runCrashRounds({ rounds: 5, seed: 26, roundsPerBed: 5, redisPath });
      const killed = new Set(reports.map((report) => report.killed.replace(/ \d/, '')));
      expect(killed).toEqual(new Set(['redis', 'server', 'worker']));
      expect(reports.at(-1)?.events).toBeGreaterThan(0);
    },
    480_000,
  );
});
