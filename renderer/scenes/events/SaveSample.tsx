import { useCallback, useMemo, useState } from 'react';
import type { EventType } from '../../../server/contract/event.ts';
import { Button } from '../../components/Button.tsx';
import { TextField } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useAct } from '../../stores/use-act.ts';
import { useForm } from '../../stores/use-form.ts';
import { useBlockedBy, useCommands, useWorkbench } from '../../stores/use-workbench.ts';
import type { Workbench } from '../../stores/workbench.ts';
import { ownSampleId, ownSampleName } from './sample-list.ts';

interface SaveSampleProps {
  type: EventType;
  text: string;
  /** Id of the sample that was loaded last. */
  chosen: string;
  onSaved: (id: string) => void;
}

/** Keeps the payload with its type: over the sample of one's own that is open, else by a new name. */
export function SaveSample({ type, text, chosen, onSaved }: SaveSampleProps) {
  const workbench = useWorkbench();
  const blockedBy = useBlockedBy();
  const [isNaming, setNaming] = useState(false);
  const openName = ownSampleName(chosen);
  const name = openName !== undefined && openName in (type.own_samples ?? {}) ? openName : null;
  const save = useAct(
    useCallback(async () => {
      if (name === null) {
        setNaming(true);
      } else {
        await saveSample(workbench, type, { name, text });
      }
    }, [workbench, type, name, text]),
  );
  const title = name === null ? 'Save as sample' : `Save the sample ${name}`;
  const commands = useMemo(
    () => [{ id: 'save' as const, title, blockedBy, run: save.run }],
    [title, blockedBy, save.run],
  );
  useCommands(commands);
  return (
    <>
      <Button command="save" isBusy={save.isBusy} blockedBy={blockedBy} onClick={() => save.run()}>
        {name === null ? 'Save as sample' : 'Save sample'}
      </Button>
      {isNaming ? (
        <NameSample
          type={type}
          onClose={() => setNaming(false)}
          onName={async (given) => {
            await saveSample(workbench, type, { name: given, text });
            onSaved(ownSampleId(given));
            setNaming(false);
          }}
        />
      ) : null}
    </>
  );
}

interface NameSampleProps {
  type: EventType;
  onClose: () => void;
  onName: (name: string) => Promise<void>;
}

function NameSample({ type, onClose, onName }: NameSampleProps) {
  const taken = type.own_samples ?? {};
  const form = useForm({
    initial: { name: '' },
    check: ({ name }) => ({ name: nameFault(name.trim(), taken) }),
    fieldOf: (path) => (path === 'sample' ? 'name' : path),
    send: ({ name }) => onName(name.trim()),
  });
  return (
    <FormDialog
      form={form}
      title="Save as sample"
      description={`It is kept with ${type.name} as it is written, {{ }} included.`}
      onClose={onClose}
      submitLabel="Save"
    >
      <TextField label="Name" required placeholder="Refund in yen" {...form.text('name')} />
    </FormDialog>
  );
}

const MAX_NAME = 60;

function nameFault(name: string, taken: Record<string, string>): string | undefined {
  if (name === '' || name.length > MAX_NAME || name.includes('/')) {
    return `A name of 1 to ${MAX_NAME} characters, without a slash.`;
  }
  return Object.hasOwn(taken, name) ? 'There is a sample of this name. Choose another.' : undefined;
}

async function saveSample(
  { client, resources, undo }: Workbench,
  type: EventType,
  { name, text }: { name: string; text: string },
): Promise<void> {
  const params = { name: type.name, sample: name };
  const before = type.own_samples?.[name];
  const put = async (to: string) => {
    await client.call('saveSample', { params, body: { text: to } });
    await resources.eventTypes.reload();
  };
  await undo.perform({
    text: `Saved the sample ${name}.`,
    undo: async () => {
      if (before !== undefined) {
        await put(before);
        return;
      }
      await client.call('deleteSample', { params });
      await resources.eventTypes.reload();
    },
    redo: () => put(text),
  });
}
