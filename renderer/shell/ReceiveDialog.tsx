import { Copy } from 'lucide-react';
import { Link } from 'wouter';
import { InboxPathSchema } from '../../server/contract/capture.ts';
import { Button } from '../components/Button.tsx';
import { copyText } from '../components/CopyButton.tsx';
import { DialectOptions } from '../components/DialectOptions.tsx';
import { SelectField, TextField } from '../components/Field.tsx';
import { FormDialog } from '../components/FormDialog.tsx';
import { saveInbox } from '../stores/inbox-acts.ts';
import { useForm } from '../stores/use-form.ts';
import { useBlockedBy, useResource, useWorkbench } from '../stores/use-workbench.ts';

const FIRST_DIALECT = 'github';

/** All that a provider and this receiver must know of each other: where to send, how it is signed. */
export function ReceiveDialog({ onClose }: { onClose: () => void }) {
  const workbench = useWorkbench();
  const inboxes = useResource(workbench.resources.inboxes).data ?? [];
  const inboxAt = (path: string) => inboxes.find((one) => one.path === path.trim());
  const form = useForm({
    initial: { dialect: FIRST_DIALECT, path: `/in/${FIRST_DIALECT}`, secret: '' },
    check: ({ path }) => {
      const parsed = InboxPathSchema.safeParse(path.trim());
      return { path: parsed.success ? undefined : `Write ${parsed.error.issues[0]?.message}.` };
    },
    fieldOf: (field) => (field.startsWith('secrets') ? 'secret' : field),
    send: async ({ dialect, path, secret }) => {
      const secrets = secret.trim() === '' ? {} : { secrets: [secret.trim()] };
      const body = { path: path.trim(), dialect, ...secrets };
      await saveInbox(workbench, inboxAt(path) ?? null, body, `Receiving at ${body.path}.`);
      onClose();
    },
  });
  const { values, set } = form;
  const known = inboxAt(values.path)?.secret_hints.length ?? 0;
  return (
    <FormDialog
      form={form}
      title="Receive from a provider"
      description="Give the provider this URL. Every request to it is captured; with the secret, its signature is checked."
      onClose={onClose}
      submitLabel="Save"
      blockedBy={useBlockedBy()}
    >
      <ReceiverUrl path={values.path.trim()} onLeave={onClose} />
      <SelectField
        label="Dialect"
        value={values.dialect}
        onChange={({ target }) => {
          const isOwnPath = values.path !== `/in/${values.dialect}`;
          set({
            dialect: target.value,
            ...(isOwnPath ? {} : { path: `/in/${target.value}` }),
          });
        }}
      >
        <DialectOptions chosen={values.dialect} />
      </SelectField>
      <TextField label="Path" isMono required {...form.text('path')} />
      <TextField
        label="Secret"
        isMono
        {...form.text('secret')}
        help={
          known > 0
            ? 'The path has one already. Empty: it stays.'
            : 'The one that the provider shows or takes. It is sealed on this computer.'
        }
      />
    </FormDialog>
  );
}

/** ⏎ in the URL copies it, so that opening the dialog and copying are two keys. */
function ReceiverUrl({ path, onLeave }: { path: string; onLeave: () => void }) {
  const { resources, notices } = useWorkbench();
  const receiver = useResource(resources.state).data?.receiver;
  const publicUrl = receiver?.public_url ?? null;
  const url = (publicUrl ?? receiver?.url ?? '').replace(/\/$/, '') + path;
  const copy = () => {
    copyText(url)
      .then(() => notices.show('Copied the receiver URL.'))
      .catch(() => notices.show('The clipboard refused.', { tone: 'failed' }));
  };
  return (
    <div className="grid gap-1">
      <div className="flex items-end gap-2">
        <TextField
          label="URL"
          isMono
          readOnly
          className="min-w-0 flex-1"
          value={url}
          onFocus={({ target }) => target.select()}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              copy();
            }
          }}
        />
        <Button icon={Copy} onClick={copy}>
          Copy URL
        </Button>
      </div>
      {publicUrl === null ? (
        <p className="text-table text-ink-3">
          Only this computer reaches it.{' '}
          <Link href="/settings/public-url" className="text-accent underline" onClick={onLeave}>
            Switch on a public URL
          </Link>{' '}
          for providers elsewhere.
        </p>
      ) : null}
    </div>
  );
}
