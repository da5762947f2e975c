import type { FormEvent } from 'react';
import { type Inbox, InboxPathSchema } from '../../../server/contract/capture.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { SelectField, TextAreaField, TextField } from '../../components/Field.tsx';
import { type Form, useForm } from '../../stores/use-form.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';
import { saveInbox } from './inbox-acts.ts';

interface InboxFormProps {
  /** Null: a new one. */
  inbox: Inbox | null;
  path: string;
  onClose: () => void;
}

interface InboxValues {
  path: string;
  name: string;
  dialect: string;
  secrets: string;
}

export function InboxForm({ inbox, path, onClose }: InboxFormProps) {
  const workbench = useWorkbench();
  const form = useForm<InboxValues>({
    initial: {
      path: inbox?.path ?? path,
      name: inbox?.name ?? '',
      dialect: inbox?.dialect ?? '',
      secrets: '',
    },
    check: (values) => {
      const parsed = InboxPathSchema.safeParse(values.path.trim());
      return { path: parsed.success ? undefined : `Write ${parsed.error.issues[0]?.message}.` };
    },
    fieldOf: (field) => (field.startsWith('secrets') ? 'secrets' : field),
    send: async (values) => {
      await saveInbox(workbench, inbox, bodyOf(values));
      onClose();
    },
  });
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    form.submit();
  }
  return (
    <Dialog
      title={inbox === null ? 'New inbox' : `Inbox ${inbox.path}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="inbox-form" isBusy={form.isBusy}>
            Save
          </Button>
        </>
      }
    >
      <form id="inbox-form" ref={form.box} noValidate onSubmit={onSubmit} className="grid gap-4">
        {form.failure ? (
          <p role="alert" className="text-table text-fail">
            {form.failure}
          </p>
        ) : null}
        <InboxFields form={form} keepsSecrets={inbox !== null} />
      </form>
    </Dialog>
  );
}

interface InboxFieldsProps {
  form: Form<InboxValues>;
  keepsSecrets: boolean;
}

function InboxFields({ form: { values, errors, set }, keepsSecrets }: InboxFieldsProps) {
  const { resources } = useWorkbench();
  const dialects = useResource(resources.dialects).data ?? [];
  return (
    <>
      <TextField
        label="Path"
        isMono
        required
        value={values.path}
        error={errors.path}
        onChange={(event) => set({ path: event.target.value })}
      />
      <TextField
        label="Name"
        value={values.name}
        error={errors.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <SelectField
        label="Dialect"
        value={values.dialect}
        error={errors.dialect}
        onChange={(event) => set({ dialect: event.target.value })}
      >
        <option value="">Recognise it by its headers</option>
        {dialects.map((dialect) => (
          <option key={dialect.id} value={dialect.id}>
            {dialect.name}
          </option>
        ))}
      </SelectField>
      <TextAreaField
        label="Secrets"
        isMono
        value={values.secrets}
        error={errors.secrets}
        help={
          keepsSecrets
            ? 'One a line; they replace all that are known. Empty: as they are.'
            : 'One a line; several while a rotation overlaps.'
        }
        onChange={(event) => set({ secrets: event.target.value })}
      />
    </>
  );
}

function bodyOf(values: InboxValues) {
  const secrets = values.secrets
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    path: values.path.trim(),
    dialect: values.dialect === '' ? null : values.dialect,
    ...(values.name.trim() === '' ? {} : { name: values.name.trim() }),
    ...(secrets.length === 0 ? {} : { secrets }),
  };
}
