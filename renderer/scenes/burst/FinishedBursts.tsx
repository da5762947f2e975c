import { Link } from 'wouter';
import type { Burst } from '../../../server/contract/burst.ts';
import { ScrollBox } from '../../components/ScrollBox.tsx';
import { clockText, TimeText } from '../../components/TimeText.tsx';
import { countText, durationText } from '../../text/amount-text.ts';
import { shortUrl } from '../../text/host-of.ts';
import { stateText } from './burst-values.ts';

interface FinishedBurstsProps {
  bursts: readonly Burst[];
  shownId: string | undefined;
  /** The run that the shown one is compared with. */
  otherId: string | null;
}

const COLUMNS = ['Started', 'Event', 'To', 'Sent', 'Delivered', 'Lost', 'p95', 'State', 'Compare'];

/** Earlier runs beside each other, so that one sees whether it got better. */
export function FinishedBursts({ bursts, shownId, otherId }: FinishedBurstsProps) {
  const finished = bursts.filter(({ ended_at }) => ended_at !== null);
  if (finished.length === 0) {
    return null;
  }
  return (
    <section className="grid gap-2">
      <h2 className="text-pane font-semibold">Finished runs</h2>
      <ScrollBox
        label="Finished runs"
        className="overflow-x-auto rounded-card border border-line bg-panel"
      >
        <table className="w-full text-table whitespace-nowrap">
          <thead className="text-left text-ink-2">
            <tr>
              {COLUMNS.map((name) => (
                <th key={name} scope="col" className="px-3 py-1.5 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {finished.map((burst) => (
              <FinishedRow
                key={burst.id}
                burst={burst}
                isShown={burst.id === shownId || burst.id === otherId}
                partner={partnerOf(finished, burst, shownId)}
              />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

/** A run is compared with the one that is shown; the shown one with the finished one before it. */
function partnerOf(
  finished: readonly Burst[],
  burst: Burst,
  shownId: string | undefined,
): Burst | undefined {
  const shown = finished.find(({ id }) => id === shownId);
  if (shown && shown.id !== burst.id) {
    return shown;
  }
  const index = finished.indexOf(burst);
  return finished[index + 1] ?? finished[index - 1];
}

interface FinishedRowProps {
  burst: Burst;
  isShown: boolean;
  partner: Burst | undefined;
}

function FinishedRow({ burst, isShown, partner }: FinishedRowProps) {
  return (
    <tr className={`border-t border-line ${isShown ? 'bg-selected' : ''}`}>
      <th scope="row" className="px-3 py-1 text-left font-normal">
        <Link
          href={`/burst/${burst.id}`}
          aria-current={isShown || undefined}
          className="inline-flex min-h-6 items-center text-accent hover:underline"
        >
          <TimeText instant={burst.started_at} hasDay />
        </Link>
      </th>
      <td className="mono px-3">{burst.event_type}</td>
      <td className="mono max-w-60 truncate px-3" title={burst.url}>
        {shortUrl(burst.url)}
      </td>
      <td className="tabular px-3">{countText(burst.sent)}</td>
      <td className="tabular px-3">{countText(burst.delivered)}</td>
      <td className="tabular px-3">
        {burst.captured === null ? '–' : countText(burst.captured.lost)}
      </td>
      <td className="tabular px-3">
        {burst.latency_ms ? durationText(burst.latency_ms.p95) : '–'}
      </td>
      <td className="max-w-72 truncate px-3" title={stateText(burst)}>
        {stateText(burst)}
      </td>
      <td className="px-3">
        {partner ? (
          <Link
            href={compareHref(burst, partner)}
            aria-label={`Compare the run of ${clockText(burst.started_at, false)} with that of ${clockText(partner.started_at, false)}`}
            className="inline-flex min-h-6 items-center text-accent hover:underline"
          >
            Compare →
          </Link>
        ) : (
          '–'
        )}
      </td>
    </tr>
  );
}

/** The older run is A, so that the change reads forward in time. */
function compareHref(one: Burst, other: Burst): string {
  const [older, newer] = one.started_at < other.started_at ? [one, other] : [other, one];
  return `/burst/${newer.id}?with=${older.id}`;
}
