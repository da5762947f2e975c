import { useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useStore } from 'zustand';
import type { Rule } from '../../../server/contract/rule.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import type { RuleTrial } from './use-trial.ts';

const OFFERED = 30;

/** The request that is tried on the rules stands in the address. */
export function useTriedRequest(): [string | null, (id: string | null) => void] {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const id = new URLSearchParams(search).get('try');
  const choose = (next: string | null) =>
    navigate(next === null ? path : `${path}?try=${encodeURIComponent(next)}`, { replace: true });
  return [id, choose];
}

interface TryWithProps {
  rules: readonly Rule[];
  trial: RuleTrial | null;
  error: string | null;
}

/** "Try with: request #88 → rule 2 answers". */
export function TryWith({ rules, trial, error }: TryWithProps) {
  const { recentCaptures } = useWorkbench();
  const [tried, choose] = useTriedRequest();
  const { ids, rows } = useStore(recentCaptures.store);
  useEffect(() => recentCaptures.open(), [recentCaptures]);
  const offered = ids.slice(0, OFFERED).flatMap((id) => rows.get(id) ?? []);
  const isOffered = tried === null || offered.some((row) => row.id === tried);
  const place = rules.findIndex((rule) => rule.id === trial?.ruleId);
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
      <label className="flex items-center gap-2 text-table text-ink-3">
        Try with
        <select
          value={tried ?? ''}
          onChange={(event) => choose(event.target.value === '' ? null : event.target.value)}
          className="h-7 max-w-56 rounded-control border border-edge bg-panel px-1.5 text-body text-ink"
        >
          <option value="">no request</option>
          {isOffered ? null : <option value={tried}>an older request</option>}
          {offered.map((row) => (
            <option key={row.id} value={row.id}>
              #{row.number} {row.event_type ?? `${row.method} ${row.path}`}
            </option>
          ))}
        </select>
      </label>
      <span role="status" className="min-w-0 text-body">
        {trial === null ? (
          error
        ) : (
          <>
            <span className="font-medium">
              → {place < 0 ? 'the fallback answers' : `rule ${place + 1} answers`}.
            </span>{' '}
            <span className="sr-only">{trial.text}</span>
          </>
        )}
      </span>
    </span>
  );
}
