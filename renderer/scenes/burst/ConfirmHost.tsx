import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { TextField } from '../../components/Field.tsx';
import { useForm } from '../../stores/use-form.ts';

interface ConfirmHostProps {
  host: string;
  count: string;
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
    <Dialog
      title={`Burst at ${host}?`}
      description={`${host} is not this computer. It will get ${count} requests, and whoever runs it may take that for an attack.`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" isBusy={form.isBusy} onClick={form.submit}>
            Start the burst
          </Button>
        </>
      }
    >
      <form
        ref={form.box}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <TextField
          label={`Type ${host} to go on`}
          isMono
          value={form.values.typed}
          error={form.errors.typed}
          onChange={(event) => form.set({ typed: event.target.value })}
        />
        {form.failure ? <p className="mt-2 text-body text-fail">{form.failure}</p> : null}
      </form>
    </Dialog>
  );
}
