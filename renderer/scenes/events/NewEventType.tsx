import { useLocation } from 'wouter';
import { EventTypeNameSchema } from '../../../server/contract/text.ts';
import { isJsonFault, layoutJson } from '../../components/body/json-layout.ts';
import { TextAreaField, TextField } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useForm } from '../../stores/use-form.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';

interface TypeValues {
  name: string;
  description: string;
  sample: string;
}

/** An event type of one's own: a name and a sample are enough. */
export function NewEventType({ onClose }: { onClose: () => void }) {
  const { client, resources } = useWorkbench();
  const [, navigate] = useLocation();
  const form = useForm<TypeValues>({
    initial: { name: '', description: '', sample: '{\n  "id": "obj_1"\n}' },
    check: checkType,
    send: async ({ name, description, sample }) => {
      await client.call('saveEventType', {
        params: { name },
        body: { description, group: 'yours', sample: JSON.parse(sample) },
      });
      await resources.eventTypes.reload();
      onClose();
      navigate(`/events?type=${encodeURIComponent(name)}`);
    },
  });
  return (
    <FormDialog form={form} title="New event type" onClose={onClose} submitLabel="Add type">
      <TextField label="Name" isMono required placeholder="order.created" {...form.text('name')} />
      <TextField label="Description" {...form.text('description')} />
      <TextAreaField label="Sample" isMono rows={8} {...form.text('sample')} />
    </FormDialog>
  );
}

function checkType({ name, sample }: TypeValues) {
  const parsed = EventTypeNameSchema.safeParse(name);
  const layout = layoutJson(sample);
  return {
    name: parsed.success ? undefined : `Write ${parsed.error.issues[0]?.message}.`,
    sample: isJsonFault(layout) ? `Not JSON: ${layout.message}.` : undefined,
  };
}
