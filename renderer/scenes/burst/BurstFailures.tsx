import type { BurstDetail } from '../../../server/contract/burst.ts';
import { Status } from '../../components/Status.tsx';
import { countText } from '../../text/amount-text.ts';

/** Failed attempts by what came back instead of a 2xx. */
export function BurstFailures({ burst }: { burst: BurstDetail }) {
  if (burst.failures.length === 0) {
    return null;
  }
  const causes = [...burst.failures].sort((left, right) => right.count - left.count);
  return (
    <section className="grid gap-1 border-t border-line px-4 py-3">
      <h3 className="text-body font-semibold">Failures by cause</h3>
      <ul aria-label="Failures by cause" className="flex flex-wrap gap-x-4 gap-y-1">
        {causes.map(({ cause, count }) => (
          <li key={cause} className="flex items-center gap-1.5 text-body">
            <Status kind="failed">{cause.replaceAll('_', ' ')}</Status>
            <span className="tabular">×{countText(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
