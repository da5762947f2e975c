import { TextField } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useForm } from '../../stores/use-form.ts';
import { countOf } from '../../text/amount-text.ts';

interface ConfirmHostProps {
  host: string;
  count: number;
  onClose: () => void;
  onConfirm: () => Promise<void>;
}

/** A burst at another computer cannot be taken back: its host is typed first. */
export function ConfirmHost({ host, count, onClose, onConfirm }: ConfirmHostProps) {
  const form = useForm({
    initial: { typed: '' },
    check: ({ typed }) => ({ typed: typed.trim() === host ? undefined : `Type ${host}.` }),
    send: onConfirm,
  });
  return (
    <FormDialog
      form={form}
      title={`Burst at ${host}?`}
      description={`${host} is not this computer. It will get ${countOf(count, 'request')}, and whoever runs it may take that for an attack.`}
      onClose={onClose}
      submitLabel="Start the burst"
      look="danger"
    >
      <TextField label={`Type ${host} to go on`} isMono {...form.text('typed')} />
    </FormDialog>
  );
}
