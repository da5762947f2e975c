import { Button } from '../../components/Button.tsx';
import { ChoiceField, SelectField, TextField } from '../../components/Field.tsx';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import type { PolicyPartProps } from './PolicyFields.tsx';
import { delaysText, growingDelays, SCHEDULE_PRESETS } from './schedule-text.ts';

/** When a failed attempt is tried again, and how long one may take. */
export function ScheduleFields({ values, errors, set }: PolicyPartProps) {
  return (
    <>
      <ChoiceField
        label="Schedule"
        value={values.scheduleKind}
        choices={[
          { value: 'list', label: 'A list of delays' },
          { value: 'exponential', label: 'Growing' },
          { value: 'preset', label: 'As a provider does' },
        ]}
        onChange={(scheduleKind) => set({ scheduleKind })}
      />
      {values.scheduleKind === 'list' ? <ListFields {...{ values, errors, set }} /> : null}
      {values.scheduleKind === 'exponential' ? (
        <GrowingFields {...{ values, errors, set }} />
      ) : null}
      {values.scheduleKind === 'preset' ? <PresetField {...{ values, errors, set }} /> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Timeout, seconds"
          inputMode="decimal"
          value={values.timeoutS}
          error={errors.timeoutS}
          onChange={(event) => set({ timeoutS: event.target.value })}
        />
        <TextField
          label="Jitter, %"
          inputMode="decimal"
          help="Of each delay, added at random."
          value={values.jitter}
          error={errors.jitter}
          onChange={(event) => set({ jitter: event.target.value })}
        />
      </div>
    </>
  );
}

function ListFields({ values, errors, set }: PolicyPartProps) {
  return (
    <>
      <TextField
        label="Delay before each attempt"
        isMono
        value={values.delays}
        error={errors.delays}
        help="The first belongs to the first attempt."
        onChange={(event) => set({ delays: event.target.value })}
      />
      <div className="flex flex-wrap gap-2">
        {SCHEDULE_PRESETS.map((preset) => (
          <Button
            key={preset.id}
            className="h-6 text-table"
            onClick={() => set({ delays: delaysText(preset.delaysMs) })}
          >
            {preset.label}
          </Button>
        ))}
      </div>
    </>
  );
}

function GrowingFields({ values, errors, set }: PolicyPartProps) {
  const delays = growingDelays(values);
  return (
    <>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <TextField
          label="First delay"
          isMono
          value={values.firstDelay}
          error={errors.firstDelay}
          onChange={(event) => set({ firstDelay: event.target.value })}
        />
        <TextField
          label="Factor"
          inputMode="decimal"
          value={values.factor}
          error={errors.factor}
          onChange={(event) => set({ factor: event.target.value })}
        />
        <TextField
          label="Longest delay"
          isMono
          value={values.maxDelay}
          error={errors.maxDelay}
          onChange={(event) => set({ maxDelay: event.target.value })}
        />
        <TextField
          label="Attempts"
          inputMode="numeric"
          value={values.attempts}
          error={errors.attempts}
          onChange={(event) => set({ attempts: event.target.value })}
        />
      </div>
      {delays === null ? null : (
        <p className="mono text-table break-words text-ink-2" role="status">
          {delays.length === 0 ? 'never again' : `then after ${delaysText(delays)}`}
        </p>
      )}
    </>
  );
}

function PresetField({ values, errors, set }: PolicyPartProps) {
  const dialects = useResource(useWorkbench().resources.dialects).data ?? [];
  return (
    <SelectField
      label="Provider"
      className="w-72 max-w-full"
      value={values.preset}
      error={errors.preset}
      onChange={(event) => set({ preset: event.target.value })}
    >
      {dialects.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
