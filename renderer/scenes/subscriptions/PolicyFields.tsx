import { type ReactNode, useEffect, useRef } from 'react';
import { CheckField, TextAreaField, TextField } from '../../components/Field.tsx';
import type { FieldErrors } from '../../stores/use-form.ts';
import { ScheduleFields } from './ScheduleFields.tsx';
import type { SubscriptionValues } from './subscription-values.ts';

export interface PolicyPartProps {
  values: SubscriptionValues;
  errors: FieldErrors;
  set: (change: Partial<SubscriptionValues>) => void;
}

const FIELDS_OF = {
  retries: [
    'delays',
    'firstDelay',
    'factor',
    'maxDelay',
    'attempts',
    'preset',
    'jitter',
    'timeoutS',
  ],
  pace: ['concurrency', 'rate'],
  content: ['contentFilter', 'headers', 'description'],
  failing: ['disableAfter'],
  addresses: [],
} as const;

/** How it is delivered: all of it has defaults, so all of it starts folded. */
export function PolicyFields({ values, errors, set }: PolicyPartProps) {
  return (
    <div className="grid gap-2">
      <Fold title="Retries and timeout" errors={errors} fields={FIELDS_OF.retries}>
        <ScheduleFields {...{ values, errors, set }} />
      </Fold>
      <Fold title="Pace and order" errors={errors} fields={FIELDS_OF.pace}>
        <PaceFields {...{ values, errors, set }} />
      </Fold>
      <Fold title="Content filter and headers" errors={errors} fields={FIELDS_OF.content}>
        <ContentFields {...{ values, errors, set }} />
      </Fold>
      <Fold title="When it keeps failing" errors={errors} fields={FIELDS_OF.failing}>
        <CheckField
          label="Disable it by itself"
          help="After this long without one success. Events from then on can be sent when it is resumed."
          isOn={values.disablesItself}
          onChange={(disablesItself) => set({ disablesItself })}
        />
        {values.disablesItself ? (
          <TextField
            label="Failing for"
            isMono
            className="w-40"
            value={values.disableAfter}
            error={errors.disableAfter}
            onChange={(event) => set({ disableAfter: event.target.value })}
          />
        ) : null}
      </Fold>
      <Fold title="Addresses and certificates" errors={errors} fields={FIELDS_OF.addresses}>
        <CheckField
          label="Allow private addresses"
          help="This computer is always allowed; this is for 10.x, 192.168.x and the like."
          isOn={values.allowsPrivate}
          onChange={(allowsPrivate) => set({ allowsPrivate })}
        />
        <CheckField
          label="Trust a self-signed certificate"
          isOn={values.trustsCertificate}
          onChange={(trustsCertificate) => set({ trustsCertificate })}
        />
      </Fold>
    </div>
  );
}

function PaceFields({ values, errors, set }: PolicyPartProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="At the same time"
          inputMode="numeric"
          help="Attempts in flight, at most."
          value={values.concurrency}
          error={errors.concurrency}
          onChange={(event) => set({ concurrency: event.target.value })}
        />
        <TextField
          label="A second"
          inputMode="decimal"
          placeholder="no limit"
          help="Attempts started in a second, at most."
          value={values.rate}
          error={errors.rate}
          onChange={(event) => set({ rate: event.target.value })}
        />
      </div>
      <CheckField
        label="Keep order: the next event waits for the one before"
        help="One that is retried holds up all that follow."
        isOn={values.isOrdered}
        onChange={(isOrdered) => set({ isOrdered })}
      />
      <CheckField
        label="At most once: never try again"
        help="Not even where nobody knows whether it arrived. Otherwise at least once."
        isOn={values.isAtMostOnce}
        onChange={(isAtMostOnce) => set({ isAtMostOnce })}
      />
    </>
  );
}

function ContentFields({ values, errors, set }: PolicyPartProps) {
  return (
    <>
      <TextField
        label="Content filter"
        isMono
        placeholder="$[?$.amount > 100]"
        help="JSONPath over data: delivered where it selects something. Empty: everything."
        value={values.contentFilter}
        error={errors.contentFilter}
        onChange={(event) => set({ contentFilter: event.target.value })}
      />
      <TextAreaField
        label="Headers"
        isMono
        placeholder="X-Tenant: 7"
        help="Name: value, one a line; sent with every attempt."
        value={values.headers}
        error={errors.headers}
        onChange={(event) => set({ headers: event.target.value })}
      />
      <TextField
        label="Description"
        value={values.description}
        error={errors.description}
        onChange={(event) => set({ description: event.target.value })}
      />
    </>
  );
}

interface FoldProps {
  title: string;
  errors: FieldErrors;
  fields: readonly string[];
  children: ReactNode;
}

/** A folded part of the form. It opens where a field inside is wrong: errors are never hidden. */
function Fold({ title, errors, fields, children }: FoldProps) {
  const box = useRef<HTMLDetailsElement>(null);
  const hasError = fields.some((field) => errors[field] !== undefined);
  useEffect(() => {
    if (hasError && box.current) {
      box.current.open = true;
      box.current.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }, [hasError]);
  return (
    <details ref={box} className="rounded-card border border-line">
      <summary className="ring-inside flex min-h-8 items-center px-3 text-body font-medium">
        {title}
      </summary>
      <div className="grid gap-4 border-t border-line p-3">{children}</div>
    </details>
  );
}
