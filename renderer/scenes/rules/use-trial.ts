import { useCallback } from 'react';
import type { Rule } from '../../../server/contract/rule.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { useDetail } from '../list/use-detail.ts';

/** Which rule would answer a request that was captured. */
export interface RuleTrial {
  /** Null: the fallback. */
  ruleId: string | null;
  text: string;
  skipped: ReadonlyMap<string, string>;
}

/** Tries a captured request on the rules, again whenever they change. No counter moves. */
export function useTrial(captureId: string | null, rules: readonly Rule[] | null) {
  const { client } = useWorkbench();
  const load = useCallback(
    async (id: string): Promise<RuleTrial> => {
      const match = await client.call('matchRule', { body: { capture_id: id } });
      return {
        ruleId: match.rule?.id ?? null,
        text: match.text,
        skipped: new Map(match.skipped.map(({ rule_id, because }) => [rule_id, because])),
      };
    },
    [client],
  );
  const revision = (rules ?? []).map((rule) => `${rule.id}${rule.is_on}${rule.counter}`).join();
  return useDetail(rules === null ? undefined : (captureId ?? undefined), revision, load);
}
