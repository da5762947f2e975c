import { Button } from '../../components/Button.tsx';
import { DialectOptions } from '../../components/DialectOptions.tsx';
import { ChoiceField, SelectField, TextField } from '../../components/Field.tsx';
import { delaysText, growingDelays, SCHEDULE_PRESETS } from '../../text/schedule-text.ts';
import type { SubscriptionPartProps } from './subscription-values.ts';

/** When a failed attempt is tried again, and how long one may take. */
export function ScheduleFields({ form }: SubscriptionPartProps) {
  const { scheduleKind } = form.values;
  return (
    <>
      <ChoiceField
        label="Schedule"
        value={scheduleKind}
        choices={[
          { value: 'list', label: 'A list of delays' },
          { value: 'exponential', label: 'Growing' },
          { value: 'preset', label: 'As a provider does' },
        ]}
        onChange={(kind) => form.set({ scheduleKind: kind })}
      />
      {scheduleKind === 'list' ? <ListFields form={form} /> : null}
      {scheduleKind === 'exponential' ? <GrowingFields form={form} /> : null}
      {scheduleKind === 'preset' ? <PresetField form={form} /> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="Timeout, seconds" inputMode="decimal" {...form.text('timeoutS')} />
        <TextField
          label="Jitter, %"
          inputMode="decimal"
          help="Of each delay, added at random."
          {...form.text('jitter')}
        />
      </div>
    </>
  );
}

function ListFields({ form }: SubscriptionPartProps) {
  return (
    <>
      <TextField
        label="Delay before each attempt"
        isMono
        {...form.text('delays')}
        help="The first belongs to the first attempt."
      />
      <div className="flex flex-wrap gap-2">
        {SCHEDULE_PRESETS.map((preset) => (
          <Button
            key={preset.id}
            className="h-6 text-table"
            onClick={() => form.set({ delays: delaysText(preset.delaysMs) })}
          >
            {preset.label}
          </Button>
        ))}
      </div>
    </>
  );
}

function GrowingFields({ form }: SubscriptionPartProps) {
  const delays = growingDelays(form.values);
  return (
    <>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <TextField label="First delay" isMono {...form.text('firstDelay')} />
        <TextField label="Factor" inputMode="decimal" {...form.text('factor')} />
        <TextField label="Longest delay" isMono {...form.text('maxDelay')} />
        <TextField label="Attempts" inputMode="numeric" {...form.text('attempts')} />
      </div>
      {delays === null ? null : (
        <p className="mono text-table break-words text-ink-2" role="status">
          {delays.length === 0 ? 'never again' : `then after ${delaysText(delays)}`}
        </p>
      )}
    </>
  );
}

function PresetField({ form }: SubscriptionPartProps) {
  return (
    <SelectField label="Provider" className="w-72 max-w-full" {...form.text('preset')}>
      <DialectOptions chosen={form.values.preset} />
    </SelectField>
  );
}
