import type { ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
import { FormFailure } from '../../components/FormFailure.tsx';
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
  return (
    <form {...form.frame} className="grid gap-4">
      {children}
      <FormFailure text={form.failure} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" isBusy={form.isBusy} blockedBy={blockedBy}>
          {submitLabel}
        </Button>
        {actions}
      </div>
    </form>
  );
}
