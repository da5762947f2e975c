import { DialectOptions } from '../../../components/DialectOptions.tsx';
import { SelectField, TextField } from '../../../components/Field.tsx';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { saveInbox } from '../../../stores/inbox-acts.ts';
import { useForm } from '../../../stores/use-form.ts';
import { useResource, useWorkbench } from '../../../stores/use-workbench.ts';
import type { Workbench } from '../../../stores/workbench.ts';

interface AddSecretProps {
  path: string;
  /** What the request speaks, as far as it is known. */
  dialect: string | null;
  onClose: () => void;
}

/** Gives the path of a request what its signature is checked with. */
export function AddSecret({ path, dialect, onClose }: AddSecretProps) {
  const workbench = useWorkbench();
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
  const replaced = inbox?.secret_hints.length ?? 0;
  return (
    <FormDialog
      form={form}
      title={replaced > 0 ? `Another secret for ${path}` : `Add a secret for ${path}`}
      description="Requests to this path are checked with it from now on. It is sealed on this computer."
      onClose={onClose}
      submitLabel={replaced > 0 ? 'Set secret' : 'Add secret'}
    >
      <TextField
        label="Secret"
        isMono
        required
        {...form.text('secret')}
        help={replacedText(replaced)}
      />
      <SelectField label="Dialect" {...form.text('dialect')}>
        <DialectOptions chosen={form.values.dialect} />
      </SelectField>
    </FormDialog>
  );
}

function replacedText(count: number): string | undefined {
  if (count === 0) {
    return undefined;
  }
  return `Takes the place of the ${count === 1 ? 'one' : count} that the path has.`;
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
  const verb = before === null || before.secret_hints.length === 0 ? 'Added a' : 'Set another';
  await saveInbox(workbench, before, body, `${verb} secret for ${path}.`);
}
