import { useId } from 'react';
import type { FormState } from '../stores/use-form.ts';
import { Button } from './Button.tsx';
import { Dialog, type DialogProps } from './Dialog.tsx';
import { FormFailure } from './FormFailure.tsx';

interface FormDialogProps extends Omit<DialogProps, 'isOpen' | 'actions'> {
  form: FormState;
  submitLabel: string;
  look?: 'primary' | 'danger';
  blockedBy?: string | undefined;
}

/** A dialog that is a form: its fields, what went wrong, Cancel, and the button that sends it. */
export function FormDialog(props: FormDialogProps) {
  const { form, submitLabel, look = 'primary', blockedBy, children, ...dialog } = props;
  const id = useId();
  return (
    <Dialog
      {...dialog}
      isOpen
      actions={
        <>
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button look={look} type="submit" form={id} isBusy={form.isBusy} blockedBy={blockedBy}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form id={id} {...form.frame} className="grid gap-4">
        <FormFailure text={form.failure} />
        {children}
      </form>
    </Dialog>
  );
}
