import type { FormEvent, ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
import type { Form } from '../../stores/use-form.ts';
import { useBlockedBy } from '../../stores/use-workbench.ts';

interface SettingsFormProps<Values> {
  form: Form<Values>;
  submitLabel?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** Fields with their save button; what belongs to no field is told above it. */
export function SettingsForm<Values>(props: SettingsFormProps<Values>) {
  const { form, submitLabel = 'Save', actions, children } = props;
  const blockedBy = useBlockedBy();
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    form.submit();
  }
  return (
    <form ref={form.box} noValidate onSubmit={onSubmit} className="grid gap-4">
      {children}
      {form.failure ? (
        <p role="alert" className="text-table text-fail">
          {form.failure}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" isBusy={form.isBusy} blockedBy={blockedBy}>
          {submitLabel}
        </Button>
        {actions}
      </div>
    </form>
  );
}
