import type { Attempt } from '../../../server/contract/delivery.ts';
import { durationText } from '../../text/amount-text.ts';

interface Phase {
  name: string;
  ms: number;
  look: string;
}

/** Where the time of an attempt went: a bar with its phases, and the same in numbers. */
export function Waterfall({ timing }: { timing: Attempt['timing'] }) {
  const phases = phasesOf(timing);
  const total = Math.max(timing.total_ms, 0.001);
  return (
    <section
      aria-label="Time of the attempt"
      className="grid gap-1.5 rounded-card border border-line bg-panel px-4 py-2"
    >
      <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full bg-raised">
        {phases.map((phase) => (
          <span
            key={phase.name}
            className={`forced-color-adjust-none ${phase.look}`}
            style={{ width: `${(phase.ms / total) * 100}%` }}
          />
        ))}
      </div>
      <dl className="tabular flex flex-wrap gap-x-4 text-table">
        {phases.map((phase) => (
          <div key={phase.name} className="flex items-center gap-1.5">
            <span
              aria-hidden="true"
              className={`size-2 rounded-[2px] forced-color-adjust-none ${phase.look}`}
            />
            <dt className="text-ink-3">{phase.name}</dt>
            <dd>{durationText(phase.ms)}</dd>
          </div>
        ))}
        <div className="flex gap-1.5">
          <dt className="text-ink-3">total</dt>
          <dd className="font-medium">{durationText(timing.total_ms)}</dd>
        </div>
        {timing.connect_ms === null ? (
          <div className="flex gap-1.5">
            <dt className="text-ink-3">connection</dt>
            <dd>warm</dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
}

function phasesOf({ connect_ms: connect, wait_ms: wait, total_ms: total }: Attempt['timing']) {
  const rest = Math.max(0, total - (connect ?? 0) - (wait ?? 0));
  const phases: readonly (Phase | null)[] = [
    connect === null ? null : { name: 'connect', ms: connect, look: 'bg-info' },
    wait === null ? null : { name: 'wait', ms: wait, look: 'bg-exposee' },
    { name: 'send and read', ms: rest, look: 'bg-receiver' },
  ];
  return phases.filter((phase) => phase !== null);
}
