import { useId } from 'react';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { countMatching } from '../../text/event-patterns.ts';
import { shortUrl } from '../../text/host-of.ts';
import { BREAK_CHOICES, type SendOptionValues, type Target } from './compose-event.ts';
import { UrlTarget } from './UrlTarget.tsx';

interface SendOptionsProps {
  options: SendOptionValues;
  onChange: (options: SendOptionValues) => void;
  eventType: string;
}

const TIMES = [1, 2, 5, 10, 100, 1000];

/** To whom, how often, and what to break on purpose. */
export function SendOptions({ options, onChange, eventType }: SendOptionsProps) {
  const { target, breakIt } = options;
  return (
    <div className="grid shrink-0 gap-3 border-t border-line px-4 py-3">
      <TargetChoice
        target={target}
        eventType={eventType}
        onTarget={(next) => onChange({ ...options, target: next })}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <fieldset className="flex flex-wrap items-center gap-x-4">
          <legend className="float-left mr-4 text-table leading-6 font-medium text-ink-2 max-sm:w-full">
            Break it
          </legend>
          {BREAK_CHOICES.map((choice) => (
            <label key={choice.id} className="flex min-h-6 items-center gap-1.5 text-body">
              <input
                type="checkbox"
                checked={breakIt.includes(choice.id)}
                className="size-4 accent-accent-fill"
                onChange={(event) =>
                  onChange({
                    ...options,
                    breakIt: event.target.checked
                      ? [...breakIt, choice.id]
                      : breakIt.filter((id) => id !== choice.id),
                  })
                }
              />
              {choice.label}
            </label>
          ))}
        </fieldset>
        <label className="ml-auto flex items-center gap-1.5 text-body max-sm:ml-0">
          Times
          <select
            value={options.times}
            onChange={(event) => onChange({ ...options, times: Number(event.target.value) })}
            className="h-7 rounded-control border border-edge bg-panel px-1.5"
          >
            {TIMES.map((times) => (
              <option key={times} value={times}>
                ×{times}
              </option>
            ))}
          </select>
        </label>
      </div>
    </div>
  );
}

interface TargetChoiceProps {
  target: Target;
  eventType: string;
  onTarget: (target: Target) => void;
}

function TargetChoice({ target, eventType, onTarget }: TargetChoiceProps) {
  const { resources } = useWorkbench();
  const name = useId();
  const subscriptions = useResource(resources.subscriptions).data ?? [];
  const matching = subscriptions.filter(
    (one) => one.state === 'enabled' && countMatching(one.event_types, [eventType]) > 0,
  );
  const firstId = subscriptions[0]?.id;
  return (
    <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1 text-body">
      <legend className="float-left mr-4 text-table leading-7 font-medium text-ink-2 max-sm:w-full">
        To
      </legend>
      <TargetRadio
        name={name}
        isOn={target.kind === 'all'}
        label={`all matching: ${matching.length}`}
        onPick={() => onTarget({ kind: 'all' })}
      />
      {firstId ? (
        <span className="flex items-center gap-1.5">
          <TargetRadio
            name={name}
            isOn={target.kind === 'subscription'}
            label="one:"
            onPick={() => onTarget({ kind: 'subscription', id: firstId })}
          />
          <select
            aria-label="Subscription"
            value={target.kind === 'subscription' ? target.id : firstId}
            onChange={(event) => onTarget({ kind: 'subscription', id: event.target.value })}
            className="h-7 max-w-48 rounded-control border border-edge bg-panel px-1.5"
          >
            {subscriptions.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name || shortUrl(one.url)}
              </option>
            ))}
          </select>
        </span>
      ) : null}
      <TargetRadio
        name={name}
        isOn={target.kind === 'url'}
        label="one-off URL"
        onPick={() => onTarget({ kind: 'url', url: '', dialect: 'standard', secret: '' })}
      />
      {target.kind === 'url' ? <UrlTarget target={target} onTarget={onTarget} /> : null}
    </fieldset>
  );
}

interface TargetRadioProps {
  name: string;
  isOn: boolean;
  label: string;
  onPick: () => void;
}

function TargetRadio({ name, isOn, label, onPick }: TargetRadioProps) {
  return (
    <label className="tabular flex min-h-7 items-center gap-1.5">
      <input
        type="radio"
        name={name}
        checked={isOn}
        onChange={onPick}
        className="size-4 accent-accent-fill"
      />
      {label}
    </label>
  );
}
