import type { RuleId } from '../contract/ids.ts';

/** What a rule has done since the start or the last reset. */
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

/** Counters of all rules, in memory only: a start begins anew, as does a reset. */
export interface RuleCounters {
  of(id: RuleId): RuleTally;
  reset(id: RuleId): void;
}

/** Keys of `fail first per event` that are remembered per rule; beyond it the oldest is forgotten. */
const MAX_KEYS = 10_000;

export function createRuleCounters(): RuleCounters {
  const tallies = new Map<RuleId, RuleTally>();
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
      tallies.delete(id);
    },
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
