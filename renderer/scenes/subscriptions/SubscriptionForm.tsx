import { DialectOptions } from '../../components/DialectOptions.tsx';
import { SelectField, TextField } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import type { Form } from '../../stores/use-form.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { countMatching, parsePatterns } from '../../text/event-patterns.ts';
import { PolicyFields } from './PolicyFields.tsx';
import type { SubscriptionPartProps, SubscriptionValues } from './subscription-values.ts';

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
  return (
    <FormDialog form={form} title={title} isWide onClose={onClose} submitLabel={submitLabel}>
      <TextField
        label="URL"
        type="url"
        isMono
        required
        placeholder="https://shop.example/hooks"
        {...form.text('url')}
      />
      <EventTypesField form={form} />
      <MoreFields form={form} hasSecret={hasSecret} />
      <PolicyFields form={form} />
    </FormDialog>
  );
}

function EventTypesField({ form }: SubscriptionPartProps) {
  const { resources } = useWorkbench();
  const names = (useResource(resources.eventTypes).data ?? []).map((type) => type.name);
  const matching = countMatching(parsePatterns(form.values.eventTypes), names);
  return (
    <TextField
      label="Event types"
      isMono
      required
      {...form.text('eventTypes')}
      help={`Separated by commas; * stands for anything. ${matching} of ${names.length} types.`}
    />
  );
}

function MoreFields({ form, hasSecret }: SubscriptionPartProps & { hasSecret: boolean }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField label="Name" placeholder="orders-prod" {...form.text('name')} />
      <SelectField
        label="Dialect"
        {...form.text('dialect')}
        help="Headers, signature and shape of the body."
      >
        <DialectOptions chosen={form.values.dialect} />
      </SelectField>
      {hasSecret ? (
        <TextField
          label="Secret"
          isMono
          {...form.text('secret')}
          help="Left empty, one is made and shown once."
        />
      ) : null}
    </div>
  );
}
