import { type ReactNode, useEffect, useRef } from 'react';
import { CheckField, TextAreaField, TextField } from '../../components/Field.tsx';
import { Fold } from '../../components/Fold.tsx';
import type { FieldErrors } from '../../stores/use-form.ts';
import { ScheduleFields } from './ScheduleFields.tsx';
import type { SubscriptionPartProps } from './subscription-values.ts';

/** How it is delivered: all of it has defaults, so all of it starts folded. */
export function PolicyFields({ form }: SubscriptionPartProps) {
  return (
    <div className="grid gap-2">
      <Part title="Retries and timeout" errors={form.errors}>
        <ScheduleFields form={form} />
      </Part>
      <Part title="Pace and order" errors={form.errors}>
        <PaceFields form={form} />
      </Part>
      <Part title="Content filter and headers" errors={form.errors}>
        <ContentFields form={form} />
      </Part>
      <Part title="When it keeps failing" errors={form.errors}>
        <CheckField
          label="Disable it by itself"
          help="After this long without one success. Events from then on can be sent when it is resumed."
          {...form.flag('disablesItself')}
        />
        {form.values.disablesItself ? (
          <TextField label="Failing for" isMono className="w-40" {...form.text('disableAfter')} />
        ) : null}
      </Part>
      <Part title="Addresses and certificates" errors={form.errors}>
        <CheckField
          label="Allow private addresses"
          help="This computer is always allowed; this is for 10.x, 192.168.x and the like."
          {...form.flag('allowsPrivate')}
        />
        <CheckField label="Trust a self-signed certificate" {...form.flag('trustsCertificate')} />
      </Part>
    </div>
  );
}

function PaceFields({ form }: SubscriptionPartProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="At the same time"
          inputMode="numeric"
          help="Attempts in flight, at most."
          {...form.text('concurrency')}
        />
        <TextField
          label="A second"
          inputMode="decimal"
          placeholder="no limit"
          help="Attempts started in a second, at most."
          {...form.text('rate')}
        />
      </div>
      <CheckField
        label="Keep order: the next event waits for the one before"
        help="One that is retried holds up all that follow."
        {...form.flag('isOrdered')}
      />
      <CheckField
        label="At most once: never try again"
        help="Not even where nobody knows whether it arrived. Otherwise at least once."
        {...form.flag('isAtMostOnce')}
      />
    </>
  );
}

function ContentFields({ form }: SubscriptionPartProps) {
  return (
    <>
      <TextField
        label="Content filter"
        isMono
        placeholder="$[?$.amount > 100]"
        help="JSONPath over data: delivered where it selects something. Empty: everything."
        {...form.text('contentFilter')}
      />
      <TextAreaField
        label="Headers"
        isMono
        placeholder="X-Tenant: 7"
        help="Name: value, one a line; sent with every attempt."
        {...form.text('headers')}
      />
      <TextField label="Description" {...form.text('description')} />
    </>
  );
}

interface PartProps {
  title: string;
  errors: FieldErrors;
  children: ReactNode;
}

/** A folded part of the form. It opens where a field inside is wrong: errors are never hidden. */
function Part({ title, errors, children }: PartProps) {
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const hasErrors = Object.values(errors).some((error) => error !== undefined);
    if (hasErrors && box.current?.querySelector('[aria-invalid="true"]')) {
      box.current.open = true;
    }
  }, [errors]);
  return (
    <Fold title={title} box={box}>
      {children}
    </Fold>
  );
}
