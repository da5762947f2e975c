import { type Inbox, InboxPathSchema } from '../../../server/contract/capture.ts';
import { DialectOptions } from '../../components/DialectOptions.tsx';
import { SelectField, TextAreaField, TextField } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { saveInbox } from '../../stores/inbox-acts.ts';
import { type Form, useForm } from '../../stores/use-form.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';

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
  return (
    <FormDialog
      form={form}
      title={inbox === null ? 'New inbox' : `Inbox ${inbox.path}`}
      onClose={onClose}
      submitLabel="Save"
    >
      <InboxFields form={form} keepsSecrets={inbox !== null} />
    </FormDialog>
  );
}

interface InboxFieldsProps {
  form: Form<InboxValues>;
  keepsSecrets: boolean;
}

function InboxFields({ form, keepsSecrets }: InboxFieldsProps) {
  return (
    <>
      <TextField label="Path" isMono required {...form.text('path')} />
      <TextField label="Name" {...form.text('name')} />
      <SelectField label="Dialect" {...form.text('dialect')}>
        <option value="">Recognise it by its headers</option>
        <DialectOptions chosen={form.values.dialect} />
      </SelectField>
      <TextAreaField
        label="Secrets"
        isMono
        {...form.text('secrets')}
        help={
          keepsSecrets
            ? 'One a line; they replace all that are known. Empty: as they are.'
            : 'One a line; several while a rotation overlaps.'
        }
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
