import type { FormEvent } from 'react';
import { useLocation } from 'wouter';
import { EventTypeNameSchema } from '../../../server/contract/text.ts';
import { Button } from '../../components/Button.tsx';
import { isJsonFault, layoutJson } from '../../components/body/json-layout.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { TextAreaField, TextField } from '../../components/Field.tsx';
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
  const { values, errors, set } = form;
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    form.submit();
  }
  return (
    <Dialog
      title="New event type"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="event-type-form" isBusy={form.isBusy}>
            Add type
          </Button>
        </>
      }
    >
      <form
        id="event-type-form"
        ref={form.box}
        noValidate
        onSubmit={onSubmit}
        className="grid gap-4"
      >
        {form.failure ? (
          <p role="alert" className="rounded-control bg-fail-tint px-3 py-2 text-body text-fail">
            {form.failure}
          </p>
        ) : null}
        <TextField
          label="Name"
          isMono
          required
          placeholder="order.created"
          value={values.name}
          error={errors.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <TextField
          label="Description"
          value={values.description}
          error={errors.description}
          onChange={(event) => set({ description: event.target.value })}
        />
        <TextAreaField
          label="Sample"
          isMono
          rows={8}
          value={values.sample}
          error={errors.sample}
          onChange={(event) => set({ sample: event.target.value })}
        />
      </form>
    </Dialog>
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
