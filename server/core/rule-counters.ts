import type { RuleId } from '../contract/ids.ts';

/** What a rule has done since it was made or last reset. */
export interface RuleTally {
  /** Requests that its `when` matched: the index into the dice of `probability`. */
  matched: number;
  /** Requests that it answered. */
  hits: number;
  /** How often fail_first or sequence has acted. */
  acted: number;
  sequenceAt: number;
  readonly failsByKey: Map<string, number>;
}

/** A tally as it is kept. */
export interface StoredTally extends Omit<RuleTally, 'failsByKey'> {
  readonly id: RuleId;
  readonly fails: readonly (readonly [key: string, fails: number])[];
}

/** Counters of all rules. They are in memory; who keeps them asks for `all` when `revision` is another. */
export interface RuleCounters {
  of(id: RuleId): RuleTally;
  reset(id: RuleId): void;
  /** Another number whenever anything was counted or reset. */
  revision(): number;
  all(): readonly StoredTally[];
}

/** Keys of `fail first per event` that are remembered per rule; beyond it the oldest is forgotten. */
const MAX_KEYS = 10_000;

/** Counters that go on from what was kept. */
export function createRuleCounters(stored: readonly StoredTally[] = []): RuleCounters {
  const tallies = new Map<RuleId, RuleTally>(
    stored.map(({ id, fails, ...counts }) => [id, { ...counts, failsByKey: new Map(fails) }]),
  );
  // Whatever is counted, `matched` moves: no request has to say that it counted.
  let gone = 0;
  return {
    of: (id) => {
      const known = tallies.get(id);
      if (known) {
        return known;
      }
      const fresh = { matched: 0, hits: 0, acted: 0, sequenceAt: 0, failsByKey: new Map() };
      tallies.set(id, fresh);
      return fresh;
    },
    reset: (id) => {
      gone += (tallies.get(id)?.matched ?? 0) + 1;
      tallies.delete(id);
    },
    revision: () => [...tallies.values()].reduce((sum, { matched }) => sum + matched, gone),
    all: () =>
      [...tallies].map(([id, { failsByKey, ...counts }]) => ({
        id,
        ...counts,
        fails: [...failsByKey],
      })),
  };
}

/** How often a key has failed under a rule so far. */
export function failsOf(tally: RuleTally, key: string): number {
  return tally.failsByKey.get(key) ?? 0;
}

/** Counts one more failure of a key. */
export function countFail(tally: RuleTally, key: string): void {
  const fails = failsOf(tally, key) + 1;
  tally.failsByKey.delete(key);
  tally.failsByKey.set(key, fails);
  const oldest = tally.failsByKey.keys().next();
  if (tally.failsByKey.size > MAX_KEYS && !oldest.done) {
    tally.failsByKey.delete(oldest.value);
  }
}
