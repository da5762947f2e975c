import type { FormEvent } from 'react';
import type { DialectInfo } from '../../../server/contract/signature.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import type { FieldErrors, Form } from '../../stores/use-form.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { countMatching, parsePatterns } from './event-patterns.ts';
import { PolicyFields } from './PolicyFields.tsx';
import type { SubscriptionValues } from './subscription-values.ts';

interface SubscriptionFormProps {
  title: string;
  submitLabel: string;
  form: Form<SubscriptionValues>;
  hasSecret: boolean;
  onClose: () => void;
}

/** URL and event types are enough; the rest has defaults. */
export function SubscriptionForm(props: SubscriptionFormProps) {
  const { title, submitLabel, form, hasSecret, onClose } = props;
  const { values, errors, set } = form;
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    form.submit();
  }
  return (
    <Dialog
      title={title}
      isOpen
      isWide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="subscription-form" isBusy={form.isBusy}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form
        id="subscription-form"
        ref={form.box}
        noValidate
        onSubmit={onSubmit}
        className="grid gap-4"
      >
        {form.failure ? (
          <p role="alert" className="rounded-control bg-fail-tint px-3 py-2 text-body text-fail">
            {form.failure}
          </p>
        ) : null}
        <TextField
          label="URL"
          type="url"
          isMono
          required
          placeholder="https://shop.example/hooks"
          value={values.url}
          error={errors.url}
          onChange={(event) => set({ url: event.target.value })}
        />
        <EventTypesField {...{ values, errors, set }} />
        <MoreFields {...{ values, errors, set, hasSecret }} />
        <PolicyFields {...{ values, errors, set }} />
      </form>
    </Dialog>
  );
}

interface PartProps {
  values: SubscriptionValues;
  errors: FieldErrors;
  set: (change: Partial<SubscriptionValues>) => void;
}

function EventTypesField({ values, errors, set }: PartProps) {
  const { resources } = useWorkbench();
  const names = (useResource(resources.eventTypes).data ?? []).map((type) => type.name);
  const matching = countMatching(parsePatterns(values.eventTypes), names);
  return (
    <TextField
      label="Event types"
      isMono
      required
      value={values.eventTypes}
      error={errors.eventTypes}
      help={`Separated by commas; * stands for anything. ${matching} of ${names.length} types.`}
      onChange={(event) => set({ eventTypes: event.target.value })}
    />
  );
}

function MoreFields({ values, errors, set, hasSecret }: PartProps & { hasSecret: boolean }) {
  const { resources } = useWorkbench();
  const dialects: readonly DialectInfo[] = useResource(resources.dialects).data ?? [];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Name"
        placeholder="orders-prod"
        value={values.name}
        error={errors.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <SelectField
        label="Dialect"
        value={values.dialect}
        error={errors.dialect}
        help="Headers, signature and shape of the body."
        onChange={(event) => set({ dialect: event.target.value })}
      >
        {dialects.map((dialect) => (
          <option key={dialect.id} value={dialect.id}>
            {dialect.name}
          </option>
        ))}
      </SelectField>
      {hasSecret ? (
        <TextField
          label="Secret"
          isMono
          value={values.secret}
          error={errors.secret}
          help="Left empty, one is made and shown once."
          onChange={(event) => set({ secret: event.target.value })}
        />
      ) : null}
    </div>
  );
}
