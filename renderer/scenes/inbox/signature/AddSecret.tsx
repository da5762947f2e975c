import type { FormEvent } from 'react';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { SelectField, TextField } from '../../../components/Field.tsx';
import { useForm } from '../../../stores/use-form.ts';
import { useResource, useWorkbench } from '../../../stores/use-workbench.ts';
import type { Workbench } from '../../../stores/workbench.ts';
import { saveInbox } from '../../settings/inbox-acts.ts';

interface AddSecretProps {
  path: string;
  /** What the request speaks, as far as it is known. */
  dialect: string | null;
  onClose: () => void;
}

/** Gives the path of a request what its signature is checked with. */
export function AddSecret({ path, dialect, onClose }: AddSecretProps) {
  const workbench = useWorkbench();
  const dialects = useResource(workbench.resources.dialects).data ?? [];
  const inbox = (useResource(workbench.resources.inboxes).data ?? []).find(
    (one) => one.path === path,
  );
  const form = useForm({
    initial: { dialect: dialect ?? 'standard', secret: '' },
    check: ({ secret }) => ({
      secret: secret === '' ? 'Paste the secret that the sender signs with.' : undefined,
    }),
    fieldOf: (field) => (field.startsWith('secrets') ? 'secret' : field),
    send: async (values) => {
      await saveSecret(workbench, { path, ...values });
      onClose();
    },
  });
  const { values, errors, set } = form;
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    form.submit();
  }
  const replaced = inbox?.secret_hints.length ?? 0;
  return (
    <Dialog
      title={`Add a secret for ${path}`}
      description="Requests to this path are checked with it from now on. It is sealed on this computer."
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="secret-form" isBusy={form.isBusy}>
            Add secret
          </Button>
        </>
      }
    >
      <form id="secret-form" ref={form.box} noValidate onSubmit={onSubmit} className="grid gap-4">
        {form.failure ? (
          <p role="alert" className="rounded-control bg-fail-tint px-3 py-2 text-body text-fail">
            {form.failure}
          </p>
        ) : null}
        <TextField
          label="Secret"
          isMono
          required
          value={values.secret}
          error={errors.secret}
          help={replaced > 0 ? `Takes the place of the ${replaced} that the path has.` : undefined}
          onChange={(event) => set({ secret: event.target.value })}
        />
        <SelectField
          label="Dialect"
          value={values.dialect}
          error={errors.dialect}
          onChange={(event) => set({ dialect: event.target.value })}
        >
          {dialects.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </SelectField>
      </form>
    </Dialog>
  );
}

interface NewSecret {
  path: string;
  dialect: string;
  secret: string;
}

async function saveSecret(workbench: Workbench, { path, dialect, secret }: NewSecret) {
  const { items } = await workbench.client.call('listInboxes');
  const before = items.find((one) => one.path === path) ?? null;
  const body = { path, dialect, secrets: [secret] };
  await saveInbox(workbench, before, body, `Added a secret for ${path}.`);
}
